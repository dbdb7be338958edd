"""Making and listing apps from the shell."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from commands import answer, koncern_process, refusal

pytestmark = pytest.mark.usefixtures("service")


def fresh_slug() -> str:
    return f"s{uuid4().hex}"


def test_it_makes_an_app(data: Path):
    slug = fresh_slug()

    (made,) = answer(
        data, "app", "create", slug, "--name", "My shop", "--policy", "approval"
    )

    assert made["slug"] == slug
    assert made["name"] == "My shop"
    assert made["registration_policy"] == "approval"
    assert made["shares_numbers"] is False
    listed = answer(data, "app", "list")
    assert [app for app in listed if app["id"] == made["id"]] == [made]


def test_it_prints_a_table_for_people(data: Path):
    slug = fresh_slug()

    done = koncern_process(data, "app", "create", slug)

    head, row = done.stdout.splitlines()
    assert head.split() == ["id", "slug", "name", "registration_policy"]
    assert UUID(row.split()[0])
    assert row.split()[1:] == [slug, slug, "open"]


def test_a_taken_slug_is_refused(data: Path):
    slug = fresh_slug()
    answer(data, "app", "create", slug)

    assert refusal(data, "app", "create", slug) == (
        14,
        "AppSlugTaken: Another app has this slug.",
    )


def test_a_bad_slug_is_refused_in_words(data: Path):
    code, sentence = refusal(data, "app", "create", "Ö x")

    assert code == 10
    assert sentence == (
        "ArgumentInvalid: This slug will not do: it takes letters a to z, digits, "
        "hyphens and underscores, and begins and ends with a letter or a digit, "
        "like my-shop."
    )


def test_a_slug_that_is_too_long_is_refused(data: Path):
    assert refusal(data, "app", "create", "a" * 64) == (
        10,
        "ArgumentInvalid: This slug will not do: it takes at most 63 characters.",
    )


def test_an_unknown_policy_is_refused(data: Path):
    code, sentence = refusal(data, "app", "create", "shop", "--policy", "closed")

    assert code == 2
    assert "'closed' is not one of 'open', 'approval'" in sentence
