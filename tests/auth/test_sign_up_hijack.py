"""Sign-ups of one address by its owner and by a stranger, in every order.

V: the owner signs up. A: a stranger does. R: somebody asks for the mail again. The owner
then confirms with each of the mails in turn, and tries it without a password first.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from accounts import EMAIL, ask, log_in, told, users_of

from world import World

OWNERS = "the owner's password"
CHOSEN = "chosen by the mail's reader"
STRANGERS = "the stranger's password"
_TOKEN = re.compile(r"kv_[A-Za-z0-9_-]{43}")

ORDERS = (
    *("V", "A", "VR", "AR", "VA", "AV", "VAR", "AVR", "VRA", "ARV", "RVA", "VVA"),
    *("AAV", "VARR", "AVRA", "VARV"),
)


def sign_up(world: World, who: str) -> None:
    """Let the owner or the stranger sign up, or somebody ask for the mail again."""
    if who == "R":
        reply = ask(world, "/auth/verify-email/resend", email=EMAIL)
    elif who == "V":
        said = {"first_name": "Dora", "phone_number": "+46 8 111 111"}
        reply = ask(world, "/auth/register", email=EMAIL, password=OWNERS, **said)
    else:
        said = {
            "first_name": "Mallory",
            "phone_number": "+46 8 666 666",
            "address": {"street": "Evil Street 6"},
            "additions": {"note": "Mallory"},
        }
        spelled = EMAIL.upper() if who == "A" else EMAIL
        reply = ask(world, "/auth/register", email=spelled, password=STRANGERS, **said)
    assert reply.status_code == 202, reply.text


def tokens(world: World) -> list[str]:
    """Return the tokens of all mails to the address, oldest first."""
    mails = [mail for mail in world.mails() if mail["to"].lower() == EMAIL]
    return [
        found[0] for mail in mails if (found := _TOKEN.search(mail["text"])) is not None
    ]


def confirm(world: World, token: str, **more: Any) -> tuple[int, str | None]:
    reply = ask(world, "/auth/verify-email", token=token, **more)
    return reply.status_code, reply.json().get("code")


def user_of(world: World) -> str:
    """Return everything that is kept of the app's only user."""
    (row,) = world.operator.query(
        'SELECT row_to_json(u)::text AS "user" FROM "user" AS u WHERE app_id = $1',
        world.app,
    )
    return str(row["user"])


CASES = [(order, place) for order in ORDERS for place in range(len(order.lstrip("R")))]


@pytest.mark.parametrize(("order", "place"), CASES)
def test_the_reader_of_the_mail_sets_the_password(world: World, order: str, place: int):
    for who in order:
        sign_up(world, who)
    token = tokens(world)[place]
    is_clear = len(order.replace("R", "")) == 1

    bare = confirm(world, token)

    if is_clear:
        assert bare == (200, None)
        assert log_in(world, OWNERS if "V" in order else STRANGERS) == 200
        return
    assert bare == (400, "PasswordNeeded")
    assert users_of(world) == []
    assert confirm(world, token, password=CHOSEN) == (200, None)
    assert log_in(world, CHOSEN) == 200
    assert (log_in(world, STRANGERS), log_in(world, OWNERS)) == (401, 401)
    assert "Mallory" not in user_of(world)
    assert "Evil" not in user_of(world)
    for other in tokens(world):
        assert confirm(world, other, password=STRANGERS) == (409, "AlreadyVerified")
    assert log_in(world, CHOSEN) == 200


@pytest.mark.parametrize("order", ["A", "AR", "AV", "VA", "AAV", "VAR"])
def test_a_password_that_is_sent_always_wins(world: World, order: str):
    for who in order:
        sign_up(world, who)

    assert confirm(world, tokens(world)[0], password=CHOSEN) == (200, None)

    assert (log_in(world, CHOSEN), log_in(world, STRANGERS)) == (200, 401)
    assert "Mallory" not in user_of(world)


def test_the_password_of_the_sign_up_keeps_what_it_said(world: World):
    sign_up(world, "A")
    sign_up(world, "V")

    assert confirm(world, tokens(world)[1], password=OWNERS) == (200, None)

    assert log_in(world, OWNERS) == 200
    assert '"first_name":"Dora"' in user_of(world)
    assert "Mallory" not in user_of(world)


@pytest.mark.parametrize(
    "spelled",
    [
        *(
            "dora@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.com",
            "DORA@example\u3002com",
        ),
        *("dora@exa\u216fple.com", "dora@\u1d31xample.com", "Dora@Example.COM"),
    ],
)
def test_a_domain_in_other_letters_is_the_same_address(world: World, spelled: str):
    sign_up(world, "V")
    mine = tokens(world)[0]
    said = ask(world, "/auth/register", email=spelled, password=STRANGERS)
    assert said.status_code == 202
    (theirs,) = {
        found[0] for mail in world.mails() if (found := _TOKEN.search(mail["text"]))
    } - {mine}

    for token in (theirs, mine):
        assert confirm(world, token) == (400, "PasswordNeeded")
    assert confirm(world, theirs, password=CHOSEN) == (200, None)
    assert (log_in(world, CHOSEN), log_in(world, STRANGERS)) == (200, 401)
    # It counts as the same address, however it is written.
    for _ in range(3):
        ask(world, "/auth/forgot-password", email=spelled)
    assert told(ask(world, "/auth/verify-email/resend", email=EMAIL))[0] == 429


def test_a_sign_up_stays_contested_when_the_other_is_forgotten(world: World):
    sign_up(world, "V")
    sign_up(world, "A")
    # The owner's is old and is purged first.
    world.operator.query(
        "DELETE FROM sign_up WHERE app_id = $1 AND email = $2", world.app, EMAIL
    )
    sign_up(world, "R")

    for token in tokens(world)[1:]:
        assert confirm(world, token) == (400, "PasswordNeeded")


def test_a_stranger_voids_no_token_by_asking_for_mails(world: World):
    sign_up(world, "V")
    for _ in range(4):
        sign_up(world, "R")
    assert told(ask(world, "/auth/verify-email/resend", email=EMAIL))[0] == 429

    assert confirm(world, tokens(world)[0]) == (200, None)
    assert log_in(world, OWNERS) == 200


@pytest.mark.parametrize(
    ("password", "pointer"),
    [("short", "/password"), (EMAIL, "/password"), ("qwertyuiop", "/password")],
)
def test_a_password_that_will_not_do_leaves_the_token(
    world: World, password: str, pointer: str
):
    sign_up(world, "V")
    (token,) = tokens(world)

    reply = ask(world, "/auth/verify-email", token=token, password=password)

    assert reply.status_code == 400
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert confirm(world, token) == (200, None)


def test_a_missing_password_is_told_at_its_place(world: World):
    sign_up(world, "V")
    sign_up(world, "A")

    reply = ask(world, "/auth/verify-email", token=tokens(world)[0])

    assert reply.json()["errors"] == [{"pointer": "/password", "detail": "is required"}]
    assert "Send `password`" in reply.json()["detail"]


def test_an_open_sign_up_confirms_nothing_once_there_is_a_user(world: World):
    sign_up(world, "A")
    sign_up(world, "R")
    sign_up(world, "V")
    first, asked, last = tokens(world)
    assert confirm(world, last, password=OWNERS) == (200, None)

    for token in (first, asked, last):
        assert confirm(world, token) == (409, "AlreadyVerified")
        assert confirm(world, token, password=STRANGERS) == (409, "AlreadyVerified")
    assert (log_in(world, OWNERS), log_in(world, STRANGERS)) == (200, 401)


def test_two_who_confirm_at_once_leave_one_password(world: World):
    for who in "VAR":
        sign_up(world, who)
    words = [f"{CHOSEN} {place}" for place in range(3)]

    with ThreadPoolExecutor(3) as threads:
        replies = list(
            threads.map(
                lambda token, word: confirm(world, token, password=word),
                tokens(world),
                words,
            )
        )

    assert sorted(status for status, _ in replies) == [200, 409, 409]
    signed_in = [log_in(world, word) for word in words]
    assert [status for status, _ in replies].index(200) == signed_in.index(200)
    assert len(users_of(world)) == 1
