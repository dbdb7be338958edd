"""Every constraint is enforced by PostgreSQL, and no trigger imitates one (0051)."""

import re

import asyncpg
import pytest
from catalog import Catalog

from house import SOURCE, hold
from world import Operator, World, add_customer, new_company

LAX = """
SELECT conname AS name FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND NOT (conenforced AND convalidated)
"""

WORDS = re.compile(r"\bNOT\s+(?:ENFORCED|VALID)\b", re.IGNORECASE)

VIOLATED = {
    "company_status_known": "status = 'gone'",
    "company_tax_status_known": "tax_status = 'NONE'",
    "company_not_its_own_parent": "parent = id",
    "company_stays_billable": "billing_address = '[]'",
    "company_within_size": "comment = repeat('x', 300000)",
}

BREACHES = (
    "ALTER TABLE company_tag ALTER CONSTRAINT company_tag_known NOT ENFORCED",
    "ALTER TABLE company ADD CONSTRAINT c CHECK (name <> '') NOT ENFORCED",
    "ALTER TABLE company ADD CONSTRAINT c CHECK (name <> '') not  valid",
    "ALTER TABLE tag ADD CONSTRAINT c FOREIGN KEY (app_id) REFERENCES app\nNOT VALID",
)


def test_no_constraint_is_only_declared(catalog: Catalog) -> None:
    hold(
        "every constraint is enforced, and holds for every row",
        (row["name"] for row in catalog.ask(LAX)),
        "enforce it; no speed is bought with an invariant",
    )


def test_no_source_says_so() -> None:
    hold(
        "every constraint is enforced",
        (
            f"{path.relative_to(SOURCE)}: {found[0]}"
            for path in SOURCE.rglob("*.sql")
            for found in WORDS.finditer(path.read_text(encoding="utf-8"))
        ),
        "enforce it; a step that must not wait validates it in a second statement",
    )


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_seen(catalog: Catalog, breach: str) -> None:
    catalog.run(f"BEGIN; {breach}")
    seen = catalog.ask(LAX)
    catalog.run("ROLLBACK")

    assert seen
    assert WORDS.search(breach)


def test_what_is_referred_to_stays(world: World, operator: Operator) -> None:
    company = _fill(world)
    names = {
        "company": f"id = '{company}'",
        '"user"': f"""id IN (SELECT m."user" FROM membership AS m
                              WHERE m.company = '{company}')""",
    }

    for table, which in names.items():
        where = f"app_id = '{world.app}' AND {which}"
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            operator.query(f"DELETE FROM {table} WHERE {where}")
        with pytest.raises(asyncpg.RaiseError, match="never changed"):
            operator.query(f"UPDATE {table} SET id = uuidv7() WHERE {where}")
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        operator.query("UPDATE app SET app_id = uuidv7() WHERE app_id = $1", world.app)


@pytest.mark.parametrize("label", ["alias", "company_tag", "membership"])
def test_each_reference_keeps_its_company(
    world: World, operator: Operator, label: str
) -> None:
    company = _fill(world)
    kept = {"alias", "company_tag", "company_customer_group", "company_store_group"}
    for table in {*kept, "membership"} - {label}:
        operator.query(f"DELETE FROM {table} WHERE company = $1", company)

    with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
        operator.query("DELETE FROM company WHERE id = $1", company)

    assert refused.value.constraint_name == f"{label}_of_company"
    # It shows no label any more: its document stays true.
    operator.query("UPDATE company SET updated_at = now() WHERE id = $1", company)


@pytest.mark.parametrize("label", ["tag", "customer_group", "store_group"])
def test_a_label_that_a_company_has_stays(
    world: World, operator: Operator, label: str
) -> None:
    _fill(world)
    which = f"app_id = '{world.app}'"

    with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
        operator.query(f"DELETE FROM {label} WHERE {which}")
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        operator.query(f"UPDATE {label} SET id = uuidv7() WHERE {which}")

    assert refused.value.constraint_name == f"company_{label}_known"
    operator.query(f"DELETE FROM company_{label} WHERE {which}")
    operator.query(f"DELETE FROM {label} WHERE {which}")
    # Its document stays true.
    operator.query(f"UPDATE company SET updated_at = now() WHERE {which}")


def test_a_companys_row_breaks_no_check(world: World, operator: Operator) -> None:
    company = add_customer(world.customers(), "Customer")

    for name, change in VIOLATED.items():
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            operator.query(f"UPDATE company SET {change} WHERE id = '{company}'")
        assert refused.value.constraint_name == name


def _fill(world: World) -> str:
    """Register a company with everything that refers to it; return its id."""
    machine = world.machine()
    machine.post("/tags", json={"key": "t", "name": "T"}).raise_for_status()
    for path in ("/customer-groups", "/store-groups"):
        machine.post(path, json={"slug": "s", "name": "S"}).raise_for_status()
    labels = {"tags": ["t"], "customer_groups": ["s"], "store_groups": ["s"]}
    new = new_company("Labelled", **labels)
    reply = world.person().post("/organisations", json=new)
    reply.raise_for_status()
    company = str(reply.json()["company"]["id"])
    reference = {"external_ref": "ref-1"}
    machine.patch(f"/organisations/{company}", json=reference).raise_for_status()
    add_customer(world.customers(), "Customer", customerAliases=["c-1", "c-2"])
    return company
