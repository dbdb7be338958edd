"""What PostgreSQL does not look up at each insert holds all the same (0024, 0035)."""

import asyncpg
import pytest

from house import hold
from world import Operator, World, add_customer, new_company

REFERENCES = """
SELECT conname AS name, conrelid::regclass::text AS table,
       confrelid::regclass::text AS referred,
       (SELECT array_agg(format('r.%I = k.%I', a.attname, b.attname))
          FROM unnest(conkey, confkey) AS u (here, there)
          JOIN pg_attribute AS a ON a.attrelid = conrelid AND a.attnum = u.here
          JOIN pg_attribute AS b ON b.attrelid = confrelid AND b.attnum = u.there
       ) AS columns
  FROM pg_constraint WHERE contype = 'f' AND NOT conenforced
"""

CHECKS = """
SELECT conname AS name FROM pg_constraint
 WHERE contype = 'c' AND NOT conenforced AND conrelid = 'company'::regclass
"""

VIOLATED = {
    "company_status_known": "status = 'gone'",
    "company_tax_status_known": "tax_status = 'NONE'",
    "company_not_its_own_parent": "parent = id",
    "company_stays_billable": "billing_address = '[]'",
    "company_within_size": "comment = repeat('x', 300000)",
}


def test_every_reference_leads_somewhere(world: World, operator: Operator) -> None:
    _fill(world)
    references = operator.query(REFERENCES)

    hold(
        "a reference that is not enforced leads to a row",
        (row["name"] for row in references if operator.query(_astray(row))),
        "write what is referred to first, or enforce the reference",
    )
    assert len(references) == 10


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

    assert {row["name"] for row in operator.query(CHECKS)} == VIOLATED.keys()
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


def _astray(reference: dict[str, object]) -> str:
    """Return the query for rows that refer to nothing."""
    columns = reference["columns"]
    assert isinstance(columns, list)
    return (
        f"SELECT FROM {reference['table']} AS r WHERE NOT EXISTS"
        f" (SELECT FROM {reference['referred']} AS k WHERE {' AND '.join(columns)})"
    )
