"""Filing: where there is no mail server, each mail becomes a file."""

import email.policy
import os
import stat
import time
from pathlib import Path

from koncern import mail
from patience import wait_until
from world import World

TO = "anna@acme.example.com"


def test_it_becomes_a_file_for_its_owners_eyes(world: World, data: Path):
    id_ = world.act(
        lambda tx, _: mail.post(
            tx,
            to=TO,
            template="registration_approved",
            facts={"company": "Åkes Bygg AB", "name": None},
        )
    )

    (path,) = wait_until(
        lambda: [*(data / "mail").glob(f"*-{id_}.eml")], "there is no file"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["To"] == TO
    assert message["From"] == "Test <no-reply@localhost>"
    assert message["Subject"] == "Åkes Bygg AB is approved"
    assert path.read_bytes().isascii()


def test_it_can_still_be_read_from_there(world: World):
    facts = {"company": "Acme AB", "name": "Anna", "reason": "No\nMore"}
    world.act(
        lambda tx, _: mail.post(
            tx, to=TO, template="registration_rejected", facts=facts
        )
    )
    (fresh,) = world.mails()
    wait_until(lambda: world.mails()[0]["state"] == "filed", "it is not filed")

    (filed,) = world.mails()
    assert filed["text"] == fresh["text"]
    assert filed["html"] == fresh["html"]


def test_old_envelopes_and_files_are_forgotten(world: World, tmp_path: Path):
    for age in (20, 40):
        world.operator.query(
            "INSERT INTO mail (app_id, recipient, template, language, sender_name, "
            "subject, state, created_at, finished_at) SELECT $1, 'a@example.com', 't', "
            "'en', 'S', 'S', 'sent', t, t FROM (SELECT now() - $2 * interval '1 day') "
            "AS a (t) RETURNING 1",
            world.app,
            age,
        )
        path = tmp_path / "mail" / f"{age}.eml"
        path.parent.mkdir(exist_ok=True)
        path.touch()
        moment = time.time() - age * 24 * 3600
        os.utime(path, (moment, moment))

    world.act(lambda tx, _: mail.purge(tx))
    mail.forget_files(tmp_path, mail.KEPT_FOR)

    assert len(world.mails()) == 1
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["20.eml"]
