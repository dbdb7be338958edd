"""Making, listing and revoking credentials from the shell."""

from pathlib import Path
from uuid import uuid4

import pytest
from commands import answer, koncern_process, refusal

from clients import Client
from koncern.api.http.sign_in import REMEMBERED_SECONDS
from patience import wait_until
from world import World

pytestmark = pytest.mark.usefixtures("service")


def test_a_credential_works_with_the_secret_that_was_shown(world: World, data: Path):
    (made,) = answer(data, "credential", "create", "--app", str(world.app))

    assert made["scopes"] == ["read", "write"]
    auth = (made["client_id"], made["client_secret"])
    with Client(auth=auth) as client:
        reply = client.get(f"{world.url}/api/customer-organizations")
    assert reply.status_code == 200


def test_it_gets_the_scope_that_was_asked_for(world: World, data: Path):
    app = str(world.app)

    scopes = [
        answer(data, "credential", "create", "--app", app, "--scope", scope)[0][
            "scopes"
        ]
        for scope in ("read", "admin")
    ]

    assert scopes == [["read"], ["read", "write", "admin"]]


def test_the_list_shows_no_secret(world: World, data: Path):
    app = str(world.app)
    (made,) = answer(data, "credential", "create", "--app", app, "--name", "shop")

    (listed,) = answer(data, "credential", "list", "--app", app)

    assert listed.pop("created_at")
    assert listed == {
        "client_id": made["client_id"],
        "name": "shop",
        "scopes": ["read", "write"],
        "revoked_at": None,
    }


def test_a_revoked_one_is_refused_by_the_running_service(world: World, data: Path):
    assert REMEMBERED_SECONDS <= 5
    client_id, secret = world.credential()
    client = Client(auth=(client_id, secret))
    url = f"{world.url}/api/customer-organizations"
    assert client.get(url).status_code == 200

    done = koncern_process(
        data, "credential", "revoke", client_id, "--app", str(world.app)
    )

    assert done.stdout == f"revoked {client_id}\n"
    wait_until(
        lambda: client.get(url).status_code != 200, "it is not refused", every=0.1
    )
    reply = client.get(url)
    client.close()
    assert reply.status_code == 401
    assert reply.json()["code"] == "CredentialRefused"


def test_an_unknown_client_id_is_refused(world: World, data: Path):
    code, sentence = refusal(
        data, "credential", "revoke", "kc_nobody", "--app", str(world.app)
    )

    assert code == 13
    assert sentence.startswith("CredentialUnknown: ")


def test_an_unknown_app_is_refused(data: Path):
    for words in (["create"], ["list"], ["revoke", "kc_nobody"]):
        code, sentence = refusal(data, "credential", *words, "--app", str(uuid4()))

        assert code == 13
        assert sentence.startswith("AppUnknown: ")


def test_an_app_id_that_is_none_is_refused(data: Path):
    code, sentence = refusal(data, "credential", "list", "--app", "shop")

    assert code == 2
    assert "Invalid value for '--app': Input should be a valid UUID" in sentence
