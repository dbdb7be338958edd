"""What tells seeded companies apart, so that filters find few of them, some, or most.

The sample's own labels are every company's. These are drawn by the company's number.
"""

from collections.abc import Iterator
from uuid import UUID

from bench import names

OFTEN, RARE = "seasonal", "strategic"
TAGS = (OFTEN, RARE)
TENTH = "public-sector"
CUSTOMER_GROUPS = (TENTH,)
COUNTRIES = ("SE", "SE", "SE", "SE", "SE", "SE", "NO", "DK", "FI", "DE")
RARE_COMPANIES = 3


def labels(app: UUID, company: str, span: str) -> Iterator[str]:
    """Return SQL that gives labels to the companies of a span of numbers `n`."""
    tagged = {
        OFTEN: "abs(hashint4extended(n, 31)) % 10 < 3",
        RARE: f"n % 317 = 5 AND n < 317 * {RARE_COMPANIES}",
    }
    for key, drawn in tagged.items():
        yield (
            f"INSERT INTO company_tag (app_id, company, tag)"
            f" SELECT app_id, {company}, id FROM tag, {span}"
            f" WHERE app_id = '{app}' AND key = '{key}' AND {drawn}"
        )
    yield (
        f"INSERT INTO company_customer_group (app_id, company, customer_group)"
        f" SELECT app_id, {company}, id FROM customer_group, {span}"
        f" WHERE app_id = '{app}' AND slug = '{TENTH}'"
        f" AND abs(hashint4extended(n, 32)) % 10 = 0"
    )


def columns(sampled: str, company: str) -> dict[str, str]:
    """Return SQL for the columns in which companies differ, by their names."""
    countries = ",".join(COUNTRIES)
    country = (
        f"('{{{countries}}}'::text[])"
        f"[1 + (abs(hashint4extended(n, 33)) % {len(COUNTRIES)})::integer]"
    )
    created = "timestamptz '2022-01-01 00:00Z' + n * interval '100 s'"
    addresses = {
        column: f"replace(replace(replace({column}::text, '{sampled}', {company}::text),"
        f" '\"Stockholm\"', to_json({names.town(7)})::text),"
        f" '\"SE\"', '\"' || {country} || '\"')::jsonb"
        for column in ("billing_address", "shipping_address")
    }
    return addresses | {
        "country": country,
        "status": "CASE WHEN n % 50 = 3 THEN 'pending' WHEN n % 100 = 7 THEN 'rejected'"
        " ELSE 'active' END",
        "created_at": created,
        "updated_at": f"{created}"
        " + (hashint4extended(n, 34) & 16777215) * interval '1 s'",
    }
