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
STORE, OUTLET = "store-nordics", "store-outlet"
STORE_GROUPS = (STORE, OUTLET)
COUNTRIES = ("SE", "SE", "SE", "SE", "SE", "SE", "NO", "DK", "FI", "DE")
INDUSTRIES = (*["Technology"] * 6, *["Wholesale"] * 3, "Hospitality")
RARE_INDUSTRY = "Geophysics"
RARE_COMPANIES = 3
ONE_IN = 317


def labels(app: UUID, company: str, span: str) -> Iterator[str]:
    """Return SQL that gives labels to the companies of a span of numbers `n`."""
    for kind, name, label, drawn in (
        ("tag", "key", OFTEN, _tenths(31, 3)),
        ("tag", "key", RARE, _rare(5)),
        ("customer_group", "slug", TENTH, _tenths(32, 1)),
        ("store_group", "slug", STORE, _tenths(35, 1)),
        ("store_group", "slug", OUTLET, _rare(11)),
    ):
        yield (
            f"INSERT INTO company_{kind} (app_id, company, {kind})"
            f" SELECT app_id, {company}, id FROM {kind}, {span}"
            f" WHERE app_id = '{app}' AND {name} = '{label}' AND {drawn}"
        )


def columns(sampled: str, company: str) -> dict[str, str]:
    """Return SQL for the columns in which companies differ, by their names."""
    country, industry = _one_of(COUNTRIES, 33), _one_of(INDUSTRIES, 36)
    created = "timestamptz '2022-01-01 00:00Z' + n * interval '100 s'"
    addresses = {
        column: f"replace(replace(replace({column}::text, '{sampled}', {company}::text),"
        f" '\"Stockholm\"', to_json({names.town(7)})::text),"
        f" '\"SE\"', '\"' || {country} || '\"')::jsonb"
        for column in ("billing_address", "shipping_address")
    }
    return addresses | {
        "country": country,
        "custom_fields": "jsonb_set(custom_fields, '{industry}', to_jsonb("
        f"CASE WHEN {_rare(17)} THEN '{RARE_INDUSTRY}' ELSE {industry} END))",
        "status": "CASE WHEN n % 50 = 3 THEN 'pending' WHEN n % 100 = 7 THEN 'rejected'"
        " ELSE 'active' END",
        "created_at": created,
        "updated_at": f"{created}"
        " + (hashint4extended(n, 34) & 16777215) * interval '1 s'",
    }


def _tenths(draw: int, tenths: int) -> str:
    return f"abs(hashint4extended(n, {draw})) % 10 < {tenths}"


def _rare(remainder: int) -> str:
    return f"(n % {ONE_IN} = {remainder} AND n < {ONE_IN * RARE_COMPANIES})"


def _one_of(values: tuple[str, ...], draw: int) -> str:
    listed = ",".join(values)
    return (
        f"('{{{listed}}}'::text[])"
        f"[1 + (abs(hashint4extended(n, {draw})) % {len(values)})::integer]"
    )
