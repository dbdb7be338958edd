"""Delivery: mail goes out by a real mail server, at once, once, and never is lost."""

import time
from collections import Counter
from typing import Any

import pytest

from koncern import mail
from mailboxes import PostOffice
from patience import wait_until
from processes import kill
from world import World

ANNA = "anna@acme.example.com"


def post(shop: World, to: str = ANNA, **facts: Any) -> None:
    facts = {"company": "Acme AB", "name": None} | facts
    shop.act(
        lambda tx, _: mail.post(
            tx, to=to, template="registration_approved", language="sv", facts=facts
        )
    )


def envelope(shop: World, to: str = ANNA) -> dict[str, Any]:
    (found,) = shop.operator.query(
        "SELECT * FROM mail WHERE app_id = $1 AND recipient = $2", shop.app, to
    )
    return found


def finished(shop: World, to: str = ANNA) -> dict[str, Any]:
    return wait_until(
        lambda: (kept := envelope(shop, to))["finished_at"] and kept,
        lambda: f"it is on its way: {envelope(shop, to)}",
    )


def in_trouble(shop: World) -> dict[str, Any]:
    return wait_until(
        lambda: (kept := envelope(shop))["error"] and kept, "it was not refused"
    )


def make_due(shop: World) -> None:
    shop.operator.query(
        "UPDATE mail SET due_at = now() WHERE app_id = $1 RETURNING 1", shop.app
    )


def test_it_goes_out_within_a_moment(shop: World, post_office: PostOffice):
    begun = time.monotonic()
    post(shop)

    (message,) = wait_until(lambda: post_office.inbox.to(ANNA), "nothing came")
    assert time.monotonic() - begun < 3
    assert message["Subject"] == "Acme AB är godkänt"
    assert message["From"] == "Test <shop@koncern.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    kept = finished(shop)
    assert message["Message-ID"] == f"<{kept['id']}@koncern.example.com>"
    assert message["Date"].datetime == kept["created_at"].replace(microsecond=0)
    plain, html = message.iter_parts()
    assert "Hej!\n\nAcme AB är godkänt av Test" in plain.get_content().replace(
        "\r\n", "\n"
    )
    assert "<strong>Acme AB</strong>" in html.get_content()


def test_what_it_said_is_forgotten_then_and_the_envelope_stays(shop: World):
    post(shop)

    kept = finished(shop)
    assert kept["state"] == "sent"
    assert kept["body_text"] is kept["body_html"] is kept["due_at"] is None
    assert kept["subject"] == "Acme AB är godkänt"
    assert kept["attempts"] == 1


def test_it_is_tried_again_when_refused_for_now(shop: World, post_office: PostOffice):
    post_office.inbox.answer = lambda nth, _: (
        "451 4.7.1 Try again later" if nth == 1 else "250 OK"
    )
    post(shop)

    waiting = in_trouble(shop)
    assert waiting["state"] == "queued"
    assert waiting["error"] == "451 4.7.1 Try again later"
    assert waiting["body_text"]
    make_due(shop)
    assert finished(shop)["state"] == "sent"
    assert len(post_office.inbox.to(ANNA)) == 1


def test_it_is_given_up_when_refused_for_good(shop: World, post_office: PostOffice):
    post_office.inbox.answer = lambda _nth, _to: "550 5.1.1 No such user"
    post(shop)

    kept = finished(shop)
    assert (kept["state"], kept["error"]) == ("failed", "550 5.1.1 No such user")
    assert kept["body_text"] is kept["body_html"] is None
    assert post_office.inbox.asked == 1
    log = post_office.services[-1].log.read_text()
    assert "mail is given up" in log
    assert ANNA not in log


def test_it_is_given_up_after_a_day(shop: World, post_office: PostOffice):
    post_office.inbox.answer = lambda _nth, _to: "451 Not now"
    post(shop)
    in_trouble(shop)

    shop.operator.query(
        "UPDATE mail SET created_at = now() - interval '25 hours', due_at = now() "
        "WHERE app_id = $1 RETURNING 1",
        shop.app,
    )

    assert finished(shop)["state"] == "failed"


def test_each_goes_once_however_many_workers_there_are(
    shop: World, post_office: PostOffice
):
    everybody = [f"user{n}@acme.example.com" for n in range(40)]
    for to in everybody:
        post(shop, to)

    wait_until(lambda: not envelopes_waiting(shop), "some still wait")
    assert Counter(message["To"] for message in post_office.inbox.came) == Counter(
        everybody
    )


def envelopes_waiting(shop: World) -> list[dict[str, Any]]:
    return shop.operator.query(
        "SELECT id FROM mail WHERE app_id = $1 AND state = 'queued'", shop.app
    )


def test_a_mail_that_cannot_go_keeps_no_other_back(
    shop: World, post_office: PostOffice
):
    post_office.inbox.answer = lambda _nth, to: (
        "451 Not now" if to.startswith("bad") else "250 OK"
    )
    for n in range(8):
        post(shop, f"bad{n}@acme.example.com")
    post(shop)

    assert finished(shop)["state"] == "sent"


@pytest.mark.parametrize(
    ("to", "there"),
    [
        ("anna@bücher.example.com", "anna@xn--bcher-kva.example.com"),
        ("änna@acme.example.com", "änna@acme.example.com"),
    ],
)
def test_it_reaches_addresses_of_other_scripts(
    shop: World, post_office: PostOffice, to: str, there: str
):
    post(shop, to)

    assert finished(shop, to)["state"] == "sent"
    # Mail of an earlier test that was refused for now may come again meanwhile.
    assert [there] in [each.rcpt_tos for each in post_office.inbox.envelopes]


def test_a_kill_half_way_loses_nothing(shop: World, post_office: PostOffice):
    post_office.inbox.is_held = True
    post(shop)
    wait_until(lambda: post_office.inbox.asked, "nobody came")

    kill(post_office.services[-1])
    post_office.inbox.is_held = False
    assert envelope(shop)["state"] == "queued"
    post_office.serve()
    assert post_office.inbox.to(ANNA) == []  # it is under the dead worker's lease
    make_due(shop)

    assert finished(shop)["state"] == "sent"
    assert len(post_office.inbox.to(ANNA)) == 1
