"""An organization's row counts its members: whatever writes members counts them as well."""

import re

import pytest
from routines import written

from house import SOURCE, hold

WRITES = re.compile(
    r"\b(?:(INSERT INTO|DELETE FROM|MERGE INTO|COPY)\s+customer_organization_member\b"
    r"|(member_count)\s*=(?!>))"
)
HOME = "billing/organizations"
BY = {
    "INSERT INTO": "customer_organization_add",
    "DELETE FROM": "customer_organization_remove",
    "member_count": "customer_organization_count",
}
"""What one function does, and no other statement."""

CHANGES = re.compile(r"\bcustomer_organization_(?:add|remove)\s*\(")
COUNTS = re.compile(
    r"\bcustomer_organization_count\s*\(|\bDELETE FROM customer_organization AS\b"
)


def test_one_function_adds_members_one_removes_them_and_one_counts_them() -> None:
    texts = {each.name: each.text for each in written("functions.sql")}
    found = {
        (name, found[1] or found[2])
        for name, text in texts.items()
        for found in WRITES.finditer(text)
    }

    assert found == {(name, what) for what, name in BY.items()}


def test_no_statement_writes_them() -> None:
    hold(
        "members are written by functions that the count is kept by",
        (
            f"{path.relative_to(SOURCE)}: {found[0]}"
            for path in (*SOURCE.rglob("queries.sql"), *SOURCE.rglob("triggers.sql"))
            for found in WRITES.finditer(path.read_text(encoding="utf-8"))
        ),
        "call customer_organization_put or customer_organization_remove_member",
    )


def test_what_adds_or_removes_members_counts_them() -> None:
    hold(
        "a function that adds or removes members counts them, or deletes the organization",
        (
            each.name
            for each in written("functions.sql")
            if CHANGES.search(_body(each.text)) and not COUNTS.search(each.text)
        ),
        "call customer_organization_count",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "DELETE FROM customer_organization_member AS m",
        "INSERT INTO customer_organization_member\n       (app_id)",
        "UPDATE customer_organization SET member_count = 1",
        "UPDATE customer_organization SET version = 2, member_count =member_count + 1",
    ],
)
def test_a_breach_is_seen(breach: str) -> None:
    assert WRITES.search(breach)
    assert not WRITES.search("INSERT INTO customer_organization_member_time (app_id)")


def test_a_change_that_is_not_counted_is_seen() -> None:
    breach = "CREATE FUNCTION f() AS $$ PERFORM customer_organization_remove(o); $$"

    assert CHANGES.search(_body(breach))
    assert not COUNTS.search(breach)


def _body(text: str) -> str:
    return text.partition("$$")[2].partition("$$")[0]
