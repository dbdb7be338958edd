"""Looking at mail from the shell."""

import email.policy
import json
from pathlib import Path
from uuid import uuid4

import pytest
from commands import answer, koncern, koncern_process, refusal

from koncern import mail
from patience import wait_until
from world import World

pytestmark = pytest.mark.usefixtures("service")

TO = "anna@acme.example.com"


def post(world: World) -> str:
    facts = {"company": "Acme AB", "name": "Anna", "reason": "No such number"}
    return str(
        world.act(
            lambda tx, _: mail.post(
                tx, to=TO, template="registration_rejected", facts=facts
            )
        )
    )


def file(world: World) -> None:
    """Wait until the app's mails are delivered."""
    wait_until(
        lambda: all(each["state"] != "queued" for each in world.mails()),
        "some are not delivered",
    )


def test_it_lists_the_mails_of_an_app_newest_first(world: World, data: Path):
    first, second = post(world), post(world)
    file(world)

    listed = answer(data, "mail", "list", "--app", str(world.app))

    assert [each["id"] for each in listed] == [second, first]
    assert listed[0]["to"] == TO
    assert listed[0]["subject"] == "Acme AB was not approved"
    assert listed[0]["state"] == "filed"
    assert "text" not in listed[0]


def test_it_lists_every_apps_mails(world: World, data: Path):
    made = post(world)

    assert made in [each["id"] for each in answer(data, "mail", "list")]


def test_it_lists_those_of_a_state(world: World, data: Path):
    post(world)
    file(world)

    asked = ("mail", "list", "--app", str(world.app), "--state")
    assert len(answer(data, *asked, "filed")) == 1
    assert answer(data, *asked, "failed") == []


def test_it_prints_a_table_for_people(world: World, data: Path):
    post(world)

    done = koncern_process(data, "mail", "list", "--app", str(world.app))

    head, row = done.stdout.splitlines()
    assert head.split() == ["id", "created_at", "to", "subject", "state", "error"]
    assert "Acme AB was not approved" in row


def test_it_shows_what_a_mail_says(world: World, data: Path):
    made = post(world)
    file(world)

    shown = koncern(data, "mail", "show", made).stdout
    (whole,) = answer(data, "mail", "show", made)
    raw = koncern(data, "mail", "show", made, "--raw").stdout

    assert f"To:       {TO}\nSubject:  Acme AB was not approved\n" in shown
    assert "Hello Anna,\n\nTest has not approved" in shown
    assert "No such number" in whole["text"]
    assert "<strong>Acme AB</strong>" in whole["html"]
    message = email.message_from_string(raw, policy=email.policy.default)
    assert message["To"] == TO


def test_it_shows_what_waits_and_tells_when_it_is_forgotten(world: World, data: Path):
    made = post(world)
    file(world)
    (path,) = (data / "mail").glob(f"*-{made}.eml")
    path.unlink()

    assert (
        "is forgotten, as it was delivered"
        in koncern(data, "mail", "show", made).stdout
    )
    assert refusal(data, "mail", "show", made, "--raw")[1] == (
        "MailForgotten: What this mail said is forgotten, as it was delivered or "
        "given up."
    )


def test_an_unknown_mail_is_told(data: Path):
    code, sentence = refusal(data, "mail", "show", str(uuid4()))

    assert code == 13
    assert sentence.startswith("MailUnknown: There is no such mail")


def test_an_unknown_app_is_told(data: Path):
    assert refusal(data, "mail", "list", "--app", str(uuid4()))[1].startswith(
        "AppUnknown"
    )


def test_it_prints_json_that_machines_can_read(world: World, data: Path):
    post(world)

    done = koncern(data, "mail", "list", "--app", str(world.app), "--json")

    assert json.loads(done.stdout)[0]["app"] == str(world.app)
