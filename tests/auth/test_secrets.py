"""What is kept and told of passwords, tokens and secrets."""

import re

from signing_in import PASSWORD, bearer, sign_in, with_password

from service import Service
from world import World

TABLES = (
    "app",
    "credential",
    '"user"',
    "session",
    "refresh_token",
    "login_attempt",
    "password_reset",
    "sign_up",
    "event",
    "idempotency_key",
)


def kept(world: World) -> str:
    """Return everything that the database keeps of an app, as one text."""
    return "".join(
        str(row)
        for table in TABLES
        for row in world.operator.query(
            f"SELECT t::text FROM {table} AS t WHERE app_id = $1", world.app
        )
    )


def test_a_password_is_kept_as_argon2id(world: World):
    with_password(world)

    (row,) = world.operator.query(
        'SELECT password_hash FROM "user" WHERE app_id = $1', world.app
    )

    form = r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}"
    assert re.fullmatch(form, row["password_hash"])


def test_no_secret_is_kept_or_logged(world: World, service: Service):
    email = with_password(world)
    first = sign_in(world, email)
    second = (
        world.anonymous()
        .post("/auth/refresh", json={"refresh_token": first["refresh_token"]})
        .json()
    )
    client_id, secret = world.credential()
    world.anonymous().get("/organisations", auth=(client_id, secret))
    world.anonymous().get("/organisations", headers=bearer(second["access_token"]))
    world.anonymous().post(
        "/auth/login", json={"email": email, "password": "a wrong password"}
    )
    world.anonymous().post("/auth/logout", json=second["refresh_token"])

    secrets = [PASSWORD, secret, "a wrong password"]
    for pair in (first, second):
        secrets += [pair["access_token"], pair["refresh_token"]]
    everything = kept(world) + service.log.read_text()
    assert client_id in everything
    assert str(world.app) in everything
    for each in secrets:
        assert each not in everything


def test_a_bad_body_is_not_repeated_in_its_refusal(world: World):
    reply = world.anonymous().post(
        "/auth/login", json={"email": 1, "password": PASSWORD, "pin": "4711"}
    )

    assert reply.status_code == 400
    assert PASSWORD not in reply.text
    assert "4711" not in reply.text


def test_tokens_are_not_to_be_cached(world: World):
    reply = world.anonymous().post(
        "/auth/login", json={"email": with_password(world), "password": PASSWORD}
    )

    assert reply.headers["cache-control"] == "no-store"
