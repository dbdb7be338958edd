"""Scenes with very many members, made straight in the database."""

from typing import Any

from world import World, add_customer, add_organization

NAME = "Ö" * 280


def crowded(world: World, count: int, *, name: str = NAME) -> tuple[str, str]:
    """Make an organization with so many members; return its id and one member's."""
    client = world.customers()
    owner = add_customer(client, "Owner")
    made = add_organization(client, owner)
    rows = world.operator.query(
        """
        WITH made AS (
            INSERT INTO company (app_id, id, name, status, created_at, updated_at,
                                 billing_address, tax_status, contacts)
            SELECT $1, uuidv7(), $4, 'active', now(), now(), c.billing_address,
                   c.tax_status, c.contacts
              FROM generate_series(1, $3::integer) AS n
              JOIN company AS c ON c.app_id = $1 AND c.id = $5::text::uuid
            RETURNING id
        ), joined AS (
            INSERT INTO customer_organization_member
                   (app_id, customer_organization, company, name, added_at)
            SELECT $1, $2::text::uuid, id, $4, now() FROM made
        ), counted AS (
            UPDATE customer_organization SET member_count = member_count + $3
             WHERE app_id = $1 AND id = $2::text::uuid
        )
        SELECT id::text FROM made LIMIT 1
        """,
        world.app,
        made,
        count,
        name,
        owner,
    )
    return made, rows[0]["id"]


def walk(client: Any, path: str, label: str = "items", **asked: Any) -> list[Any]:
    """Follow a list to its end and back; hold that each page fits, and return all."""
    pages = [_page(client, path, **asked)]
    while after := pages[-1]["pagination"].get("after"):
        pages.append(_page(client, path, after=after, **asked))
    back = [pages[-1]]
    while before := back[0]["pagination"].get("before"):
        back.insert(0, _page(client, path, before=before, **asked))
    on = [each for page in pages for each in page[label]]
    assert [_key(each) for page in back for each in page[label]] == [*map(_key, on)]
    assert len({*map(_key, on)}) == len(on)
    return on


def _page(client: Any, path: str, **asked: Any) -> dict[str, Any]:
    reply = client.get(path, params=asked)
    assert reply.status_code == 200, reply.text[:400]
    assert len(reply.content) <= 4 * 1024 * 1024
    page: dict[str, Any] = reply.json()
    return page


def _key(each: dict[str, Any]) -> str:
    inner = each.get("company", each)
    return str(inner.get("id") or inner.get("key"))
