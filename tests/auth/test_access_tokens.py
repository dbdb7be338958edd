"""Access tokens, and the keys that they are checked with."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from signing_in import bearer, sign_in, with_password

from patience import wait_until
from service import serving
from world import Operator, World


def packed(part: bytes | dict[str, Any]) -> str:
    """Return a part of a token as it is written: base64url without padding."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(part: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(part + "==")))


def status_with(world: World, token: str) -> int:
    reply = world.anonymous().get("/organisations", headers=bearer(token))
    if reply.status_code == 401:
        assert reply.json()["code"] in ("TokenRefused", "NobodySignedIn")
        assert "www-authenticate" in reply.headers
    return reply.status_code


def test_the_published_keys_verify_it(world: World):
    anna = world.person()

    keys = world.anonymous().get("/auth/keys")

    assert keys.status_code == 200
    token = jwt.decode(
        anna.token, KeySet.import_key_set(keys.json()), algorithms=["Ed25519"]
    )
    claims = token.claims
    assert claims["sub"] == str(anna.id)
    assert claims["aud"] == str(world.app)
    assert 0 < claims["exp"] - time.time() <= 901


def test_the_published_keys_hold_no_secret(world: World):
    (key,) = world.anonymous().get("/auth/keys").json()["keys"]

    assert set(key) == {"kty", "crv", "x", "kid"}


def test_another_apps_keys_do_not_verify_it(world: World, other_world: World):
    ours = world.anonymous().get("/auth/keys").json()["keys"]

    assert ours != other_world.anonymous().get("/auth/keys").json()["keys"]


def test_an_app_that_is_not_there_has_no_keys(world: World):
    nobodys = f"{world.url}/api/v1/00000000-0000-7000-8000-000000000000/auth/keys"

    assert world.anonymous().get(nobodys).status_code == 404


def test_an_expired_token_is_refused(data: Path, operator: Operator):
    with serving(data, KONCERN_ACCESS_TOKEN_SECONDS="1") as service:
        world = World(service.url, operator)
        answer = sign_in(world, with_password(world))
        assert answer["expires_in"] == 1
        assert status_with(world, answer["access_token"]) == 200

        wait_until(
            lambda: status_with(world, answer["access_token"]) == 401,
            "it does not expire",
            every=0.2,
        )
        world.close()


def test_a_changed_payload_is_refused(world: World):
    header, payload, signature = world.person().token.split(".")
    other = unpacked(payload) | {"sub": str(world.person("ben").id)}

    assert status_with(world, f"{header}.{packed(other)}.{signature}") == 401


def test_a_longer_life_is_refused(world: World):
    header, payload, signature = world.person().token.split(".")
    longer = unpacked(payload) | {"exp": int(time.time()) + 10**6}

    assert status_with(world, f"{header}.{packed(longer)}.{signature}") == 401


def test_a_token_that_nobody_signed_is_refused(world: World):
    _, payload, _ = world.person().token.split(".")

    for algorithm in ("none", "None", "NONE", ""):
        header = packed({"alg": algorithm, "typ": "at+jwt"})
        assert status_with(world, f"{header}.{payload}.") == 401


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(world: World):
    header, payload, _ = world.person().token.split(".")
    (key,) = world.anonymous().get("/auth/keys").json()["keys"]
    forged = packed(unpacked(header) | {"alg": "HS256"})
    for secret in (key["x"].encode(), base64.urlsafe_b64decode(key["x"] + "==")):
        made = hmac.new(secret, f"{forged}.{payload}".encode(), hashlib.sha256)
        assert status_with(world, f"{forged}.{payload}.{packed(made.digest())}") == 401


def test_a_token_signed_with_a_key_of_ones_own_is_refused(world: World):
    header, payload, _ = world.person().token.split(".")
    own = OKPKey.generate_key("Ed25519", private=True)
    claims = unpacked(payload)
    for extra in ({}, {"jwk": own.as_dict(private=False)}, {"kid": own.thumbprint()}):
        forged = jwt.encode(
            unpacked(header) | extra, claims, own, algorithms=["Ed25519"]
        )
        assert status_with(world, forged) == 401


def test_a_token_of_another_app_is_refused(world: World, other_world: World):
    anna, mallory = world.person(), other_world.person("mallory")
    assert mallory.get("/organisations").status_code == 200

    assert status_with(world, mallory.token) == 401
    assert status_with(other_world, anna.token) == 401


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "....",
        "é.é.é",
        "kr_abc",
        "[" * 1000,
        packed(b"[" * 5_000) + ".e30.AA",
        packed(b'{"alg":"Ed25519","crit":["b64"],"b64":false}') + ".e30.AA",
        packed(b'{"alg":1}') + ".e30.AA",
        packed(b"null") + ".bnVsbA.AA",
        "x" * 8_000,
    ],
)
def test_nonsense_is_refused(world: World, token: str):
    reply = world.anonymous().get(
        "/organisations", headers={"authorization": b"Bearer " + token.encode()}
    )

    assert reply.status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"kc_x:y").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(),
        "Digest x",
        "nonsense",
    ],
)
def test_other_headers_are_refused(world: World, header: str):
    reply = world.anonymous().get("/organisations", headers={"authorization": header})

    assert reply.status_code == 401


@pytest.mark.parametrize("change", ["\0", " ", "\n", "=", "ä", "'", "%00"])
def test_a_client_id_with_anything_added_is_refused(world: World, change: str):
    client_id, secret = world.credential()
    pair = f"{client_id}{change}:{secret}".encode()
    header = "Basic " + base64.b64encode(pair).decode()

    reply = world.anonymous().get("/organisations", headers={"authorization": header})

    assert reply.status_code == 401
    assert reply.json()["code"] == "CredentialRefused"


def test_a_wrong_secret_and_an_unknown_client_read_the_same(world: World):
    client_id, secret = world.credential()
    unknown = client_id[:-4] + "AAAA"

    replies = [
        world.anonymous().get("/organisations", auth=pair)
        for pair in ((client_id, secret + "x"), (client_id, ""), (unknown, secret))
    ]

    problems = [reply.json() | {"request_id": ""} for reply in replies]
    assert [reply.status_code for reply in replies] == [401] * 3
    assert problems == [problems[0]] * 3
