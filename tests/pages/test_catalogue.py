"""The catalogue: every failure and every setting stands in the documentation."""

from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from koncern.api.pages import catalogue
from koncern.base import Failure, Settings
from koncern.worker import ROUTES
from service import Service
from world import World

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", catalogue.PAGES)
def test_the_committed_page_says_what_the_code_says(name: str):
    said = (DOCS / name).read_text(encoding="utf-8")

    assert said == catalogue.PAGES[name](), "run: python -m koncern.api.pages"


@pytest.mark.parametrize(
    "kind", catalogue.every_failure(), ids=lambda kind: kind.code()
)
def test_every_failure_has_a_code_of_its_own_and_a_sentence(kind: type[Failure]):
    same = [each for each in catalogue.every_failure() if each.code() == kind.code()]

    assert same == [kind]
    assert kind.sentence()[0].isupper() or kind.sentence().startswith("`")
    assert kind.sentence().endswith((".", ")"))


def test_every_failure_that_an_operation_declares_is_in_it():
    declared = {kind for route in ROUTES for kind in route.failures}

    assert declared <= set(catalogue.every_failure())


def test_every_failure_has_its_place_on_the_page(service: Service):
    page = httpx.get(f"{service.url}/docs/errors", timeout=30).text

    for kind in catalogue.every_failure():
        assert f'<div id="{kind.code()}">' in page


def test_every_setting_has_its_place_on_the_page(service: Service):
    page = httpx.get(f"{service.url}/docs/settings", timeout=30).text

    for setting in fields(Settings):
        assert f"<code>{setting.metadata['name']}</code>" in page


def test_the_type_of_a_problem_leads_to_its_sentence(world: World):
    problem = world.customers().get("/customers/none").json()

    page = httpx.get(world.url + problem["type"].split("#")[0], timeout=30).text

    assert problem["type"] == "/docs/errors#PathInvalid"
    assert '<div id="PathInvalid">' in page
