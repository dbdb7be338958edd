"""Changing an app's settings from the shell."""

from pathlib import Path
from uuid import UUID

import pytest
from commands import answer, koncern_process, refusal

from world import World

pytestmark = pytest.mark.usefixtures("service")


@pytest.mark.parametrize("by", ["id", "slug"])
def test_it_changes_what_is_given_and_keeps_the_rest(world: World, data: Path, by: str):
    app = str(world.app) if by == "id" else f"t{world.app.hex}"

    (changed,) = answer(
        data,
        *("app", "set", app, "registration_policy=approval", "default_language=sv"),
        *("storefront_url=https://shop.example.com", "shares_numbers=true"),
    )

    assert changed["id"] == str(world.app)
    assert changed["registration_policy"] == "approval"
    assert changed["storefront_url"] == "https://shop.example.com"
    assert changed["default_language"] == "sv"
    assert changed["shares_numbers"] is True
    assert changed["name"] == "Test"
    read = world.machine().get("/settings").json()
    assert read["storefront_url"] == "https://shop.example.com"
    assert "app.changed" in world.history(world.app)


def test_an_empty_text_clears(world: World, data: Path):
    asked = ("app", "set", str(world.app))
    answer(data, *asked, "mail_sender_name=Acme", "shares_numbers=true")

    (changed,) = answer(data, *asked, "mail_sender_name=", "shares_numbers=false")

    assert changed["mail_sender_name"] is None
    assert changed["shares_numbers"] is False


def test_without_any_it_shows_them(world: World, data: Path):
    done = koncern_process(data, "app", "set", str(world.app))

    head, row = done.stdout.splitlines()
    assert head.split()[:3] == ["slug", "name", "registration_policy"]
    assert "open" in row.split()
    assert "app.changed" not in world.history(world.app)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("storefront_url=shop", "/storefront_url: is no address of a web page"),
        ("default_language=xx", "/default_language: is no locale: xx is no language"),
        ("default_language=sv_SE", "This default language will not do: it takes a tag"),
        ("name=", "This name will not do: it takes at least 1 characters."),
        ("shares_numbers=maybe", "This shares numbers will not do"),
        ("colour=red", "colour=red is no setting with a value; say SETTING=VALUE"),
        ("name", "name is no setting with a value; say SETTING=VALUE"),
    ],
)
def test_a_bad_value_is_told(world: World, data: Path, setting: str, told: str):
    code, sentences = refusal(data, "app", "set", str(world.app), setting)

    assert code == 10
    assert told in sentences


@pytest.mark.parametrize("app", ["no-such-shop", str(UUID(int=7))])
def test_an_unknown_app_is_told(data: Path, app: str):
    code, sentence = refusal(data, "app", "set", app, "registration_policy=open")

    assert code == 13
    assert sentence.startswith("AppUnknown: There is no")
