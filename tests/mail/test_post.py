"""Posting a mail: rendered at once, in the reader's language, and kept until sent."""

import pytest

from koncern import mail
from koncern.base import Conflict
from koncern.mail import RecipientInvalid
from world import Operator, World

TO = "anna@acme.example.com"


def post(world: World, **more):
    facts = {"company": "Acme AB", "name": "Anna", "reason": "No"} | more.pop(
        "facts", {}
    )
    about = {"to": TO, "template": "registration_rejected", "facts": facts} | more
    return world.act(lambda tx, _: mail.post(tx, **about))


def test_it_writes_the_mail_at_once(world: World):
    post(world)

    (kept,) = world.mails(TO)
    assert kept["to"] == TO
    assert kept["template"] == "registration_rejected"
    assert kept["subject"] == "Acme AB was not approved"
    assert kept["text"].startswith("Hello Anna,\n\nTest has not approved")
    assert "<strong>Acme AB</strong>" in kept["html"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sv", "sv"),
        ("sv-SE", "sv"),
        ("SV_fi", "sv"),
        ("en-GB", "en"),
        ("fi", "en"),
        ("../../sv", "en"),
        (None, "en"),
    ],
)
def test_it_speaks_the_nearest_language(world: World, asked: str | None, found: str):
    post(world, language=asked)

    assert world.mails()[0]["language"] == found


def test_it_falls_back_to_the_language_of_the_app(world: World, operator: Operator):
    operator.query(
        "UPDATE app SET default_language = 'sv' WHERE app_id = $1 RETURNING 1",
        world.app,
    )

    post(world, language="fi")

    assert world.mails()[0]["subject"] == "Acme AB godkändes inte"


def test_it_escapes_facts_in_html_and_only_there(world: World):
    post(world, facts={"reason": '<a href="x">&</a>'})

    (kept,) = world.mails()
    assert '<a href="x">&</a>' in kept["text"]
    assert "&lt;a href=&#34;x&#34;&gt;&amp;&lt;/a&gt;" in kept["html"]


def test_it_lets_no_fact_begin_a_header(world: World):
    post(world, facts={"company": "Acme\r\nBcc: all@example.com\u2028X"})

    assert world.mails()[0]["subject"] == "Acme Bcc: all@example.com X was not approved"


@pytest.mark.parametrize("to", ["a@example.com\nBcc: b@example.com", "nobody", ""])
def test_it_refuses_what_is_no_address(world: World, to: str):
    with pytest.raises(RecipientInvalid):
        post(world, to=to)

    assert world.mails() == []


def test_a_fact_that_is_missing_is_a_mistake(world: World):
    with pytest.raises(Exception, match="'name' is undefined"):
        world.act(
            lambda tx, _: mail.post(
                tx, to=TO, template="registration_approved", facts={"company": "A"}
            )
        )


def test_it_goes_with_what_it_tells_of(world: World):
    async def posting_in_vain(tx, _):
        await mail.post(
            tx,
            to=TO,
            template="registration_approved",
            facts={"company": "A", "name": None},
        )
        raise Conflict

    with pytest.raises(Conflict):
        world.act(posting_in_vain)

    assert world.mails() == []
