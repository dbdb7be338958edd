"""Derived data are true: what is kept rendered is what rendering gives now."""

from typing import Any

from patience import wait_until
from world import Operator, World, add_customer, add_file, new_company

UNTRUE = """
SELECT c.app_id, c.id FROM company AS c
 WHERE c.app_id = $1
   AND (c.document <> company_document(c)
        OR c.billing_missing
           <> billing_missing(c.billing_address, c.tax_status, c.contacts)
        OR coalesce(c.file_count, 0)
           <> (SELECT count(*) FROM file AS f
                WHERE f.app_id = c.app_id AND f.company = c.id))
"""


def test_every_company_reads_as_it_would_be_rendered(
    world: World, operator: Operator
) -> None:
    _fill(world)

    # Another test may just have changed a row by hand, and not rendered it yet.
    wait_until(
        lambda: not _untrue(operator),
        lambda: f"not as they are rendered: {_untrue(operator)}",
    )


def _untrue(operator: Operator) -> list[dict[str, Any]]:
    """Ask app by app: other tests leave very many companies, and a statement has 30 s."""
    apps = operator.query("SELECT app_id FROM app")
    return [row for app in apps for row in operator.query(UNTRUE, app["app_id"])]


def _fill(world: World) -> None:
    """Bring companies in on every way, with everything that a document shows."""
    machine, customers = world.machine(), world.customers()
    machine.post("/tags", json={"key": "t", "name": "Tag"}).raise_for_status()
    machine.post("/customer-groups", json={"slug": "c", "name": "C"}).raise_for_status()
    machine.post("/store-groups", json={"slug": "s", "name": "S"}).raise_for_status()
    labels = {"tags": ["t"], "customer_groups": ["c"], "store_groups": ["s"]}
    for who, reference in ((world.person(), "asked"), (machine, "claimed")):
        company = new_company("Labelled", external_ref=reference, **labels)
        who.post("/organisations", json=company).raise_for_status()
    for path in ("/tags/t", "/customer-groups/c", "/store-groups/s"):
        machine.patch(path, json={"name": "Changed"}).raise_for_status()
    parent = add_customer(customers, "Parent", customerAliases=["p-1", "p-2"])
    child = add_customer(customers, "Child", parentId=parent)
    customers.post(f"/customers/{child}/archive").raise_for_status()
    first, second = (add_file(machine, parent) for _ in range(2))
    files = f"/organisations/{parent}/files"
    machine.patch(f"{files}/{first}", json={"filename": "b.pdf"}).raise_for_status()
    machine.delete(f"{files}/{second}").raise_for_status()
