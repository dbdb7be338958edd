"""PostgreSQL understands every statement, and reaches rows of one app only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from catalog import Catalog
from test_statements import EVERY_APP

from house import hold, queries

COMPANIES = 4000
APPS = 10

SPREAD = f"""
INSERT INTO app (app_id, slug, name, created_at)
SELECT gen_random_uuid(), 'app-' || n, 'App', now() FROM generate_series(1, {APPS}) n;
CREATE TEMPORARY TABLE spread AS
    SELECT app_id, n, uuidv7() AS id
      FROM app, generate_series(1, {COMPANIES // APPS}) AS n;
"""
"""So many companies, in apps of the same size."""

SEED = """
INSERT INTO company (app_id, id, name, status, created_at, updated_at, tax_status,
                     label, custom_fields, contacts, billing_address)
SELECT app_id, id, 'Company ' || n, 'active', now(), now(), 'TAXED', n % 9,
       json_build_object('tier', n::text),
       json_build_array(json_build_object(
           'email', n || '@example.com', 'billingPreference', 'PRIMARY')),
       '[{"street_address": "a", "city": "b", "postal_code": "c", "country": "SE"}]'
  FROM spread;
INSERT INTO "user" (app_id, id, email, email_key, created_at, updated_at)
SELECT app_id, id, n || '@example.com', n || '@example.com', now(), now() FROM spread;
INSERT INTO membership (app_id, "user", company, level, created_at, updated_at)
SELECT app_id, id, id, 'admin', now(), now() FROM spread;
INSERT INTO customer_organization (app_id, id, owner, created_at, updated_at)
SELECT app_id, id, id, now(), now() FROM spread;
INSERT INTO customer_organization_member
       (app_id, customer_organization, company, name, added_at)
SELECT a.app_id, a.id, b.id, 'Member', now() FROM spread AS a
  JOIN spread AS b ON b.app_id = a.app_id AND b.n = a.n + 1;
INSERT INTO customer_organization_member_time
       (app_id, customer_organization, company, position, valid)
SELECT a.app_id, a.id, b.id, b.n, tstzrange(now(), now() + interval '1 day')
  FROM spread AS a JOIN spread AS b ON b.app_id = a.app_id AND b.n = a.n + 2;
INSERT INTO customer_organization_owner_time (app_id, customer_organization, owner, valid)
SELECT app_id, id, id, tstzrange(now(), now() + interval '1 day') FROM spread;
INSERT INTO scheduled_member (app_id, customer_organization, company, change,
                              effective_at, created_at, updated_at)
SELECT app_id, id, id, 'join', now() + make_interval(mins => n), now(), now()
  FROM spread;
INSERT INTO session (app_id, id, "user", created_at)
SELECT app_id, id, id, now() FROM spread;
INSERT INTO refresh_token (app_id, hash, session, created_at, expires_at)
SELECT app_id, uuid_send(id), id, now(), now() FROM spread;
INSERT INTO sign_up (app_id, id, hash, email, email_key, profile, created_at,
                     expires_at)
SELECT app_id, id, uuid_send(id), n, n, '{}', now(), now() FROM spread;
INSERT INTO password_reset (app_id, hash, "user", created_at, expires_at)
SELECT app_id, uuid_send(id), id, now(), now() FROM spread;
INSERT INTO sign_up_token (app_id, hash, email, email_key, client, created_at,
                           expires_at)
SELECT app_id, uuid_send(id), n, n, uuid_send(id), now(), now() FROM spread;
INSERT INTO known_client (app_id, address, client, seen_at)
SELECT app_id, uuid_send(id), uuid_send(id), now() FROM spread;
INSERT INTO login_attempt (app_id, email_hash, attempts, since)
SELECT app_id, uuid_send(id), 1, now() FROM spread;
INSERT INTO idempotency_key (app_id, actor, key, fingerprint, created_at)
SELECT app_id, 'somebody', n::text, '', now() - make_interval(mins => n) FROM spread;
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at)
SELECT app_id, 'company.created', id, 'user', 'somebody', '', now() FROM spread;
INSERT INTO alias (app_id, company, value, created_at)
SELECT app_id, id, 'alias-' || n, now() FROM spread;
INSERT INTO mail (app_id, recipient, template, language, sender_name, subject, due_at,
                  created_at)
SELECT app_id, 'a@example.com', 'any', 'en', 'App', 'Subject', now(), now() FROM spread;
INSERT INTO registration (app_id, company, outcome, decided_at)
SELECT app_id, id, 'approved', now() FROM spread;
UPDATE company SET status = 'pending' WHERE hashtext(id::text) % 10 = 0;
INSERT INTO address_restriction (app_id, company, address, "user", created_at)
SELECT app_id, id, id, id, now() FROM spread;
INSERT INTO tax_registration (app_id, company, country, tax_identifier,
                              tax_identifier_compact, created_at, updated_at)
SELECT app_id, id, 'SE', n, n, now(), now() FROM spread;
INSERT INTO tag (app_id, key, name, created_at, updated_at)
SELECT app_id, 'tag-' || n, 'Tag', now(), now() FROM spread;
INSERT INTO role (app_id, slug, name, created_at, updated_at)
SELECT app_id, 'role-' || n, 'Role', now(), now() FROM spread;
INSERT INTO store_group (app_id, slug, name, created_at, updated_at)
SELECT app_id, 'group-' || n, 'Group', now(), now() FROM spread;
INSERT INTO customer_group (app_id, slug, name, created_at, updated_at)
SELECT app_id, 'group-' || n, 'Group', now(), now() FROM spread;
INSERT INTO file (app_id, id, company, filename, content_type, size, checksum,
                  created_at, updated_at)
SELECT app_id, id, id, n || '.pdf', 'application/pdf', n, '', now(), now() FROM spread;
INSERT INTO loose_content (app_id, file, due_at)
SELECT app_id, id, now() + make_interval(mins => n) FROM spread;
INSERT INTO file_bytes (app_id, holder, bytes) SELECT app_id, id, n FROM spread;
INSERT INTO placement (app_id, company, parent, valid, recorded_at)
SELECT b.app_id, b.id, a.id, tstzrange(now(), NULL), now() FROM spread AS a
  JOIN spread AS b ON b.app_id = a.app_id AND b.n = a.n + 1;
INSERT INTO placement_before
       (app_id, hierarchy, company, valid, corrected_at, reason)
SELECT app_id, 'main', id, tstzrange(now(), NULL), now(), 'Why' FROM spread;
INSERT INTO payer_arrangement (app_id, company, kind, named, payment, valid, recorded_at)
SELECT b.app_id, b.id, 'ancestor', a.id, 'self', tstzrange(now(), NULL), now()
  FROM spread AS a JOIN spread AS b ON b.app_id = a.app_id AND b.n = a.n + 1
 WHERE a.n % 2 = 0;
INSERT INTO payer_arrangement
       (app_id, company, kind, customer_organization, payment, valid, recorded_at)
SELECT app_id, id, 'customer_organization', id, 'self', tstzrange(now(), NULL), now()
  FROM spread WHERE n % 2 = 0;
INSERT INTO payer_arrangement_before
       (app_id, company, kind, payment, valid, corrected_at, reason)
SELECT app_id, id, 'self', 'self', tstzrange(now(), NULL), now(), 'Why' FROM spread;
INSERT INTO ancestry (app_id, company, path)
SELECT b.app_id, b.id, ARRAY[a.id, b.id] FROM spread AS a
  JOIN spread AS b ON b.app_id = a.app_id AND b.n = a.n + 1;
INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
SELECT app_id, 'hierarchy-' || n, 'Name', now(), now() FROM spread;
INSERT INTO scheduled_move (app_id, company, effective_at, created_at, updated_at)
SELECT app_id, id, now() + make_interval(mins => n), now(), now() FROM spread;
INSERT INTO division (app_id, company, created_at) SELECT app_id, id, now() FROM spread;
INSERT INTO company_store_group (app_id, company, store_group)
SELECT a.app_id, a.id, g.id FROM spread AS a
  JOIN store_group AS g ON g.app_id = a.app_id AND g.slug = 'group-' || a.n;
INSERT INTO inherited_field (app_id, field, created_at)
SELECT app_id, 'custom_fields.' || n, now() FROM spread;
INSERT INTO setting (app_id, company, field, updated_at)
SELECT app_id, id, 'custom_fields.' || n, now() FROM spread;
INSERT INTO customer_group_user (app_id, customer_group, "user", added_at)
SELECT a.app_id, g.id, a.id, now() FROM spread AS a
  JOIN customer_group AS g ON g.app_id = a.app_id AND g.slug = 'group-' || a.n % 20;
INSERT INTO company_customer_group (app_id, company, customer_group)
SELECT u.app_id, u."user", u.customer_group FROM customer_group_user AS u;
INSERT INTO attribute_template (app_id, key, name, fields, filterable, resources,
                                translatable, created_at, updated_at)
SELECT app_id, 'key-' || n, 'Name', '[]', false, '{}', false, now(), now()
  FROM spread;
SELECT search_put(app_id, array_agg(id)) FROM company GROUP BY app_id;
INSERT INTO search_word (app_id, word, company)
SELECT app_id, 'word' || n, id FROM spread;
ANALYZE;
"""

FEW_ROWS = {"app", "credential", "signing_key"}
"""Tables that stay small enough to be read whole."""


Plans = dict[str, list[dict[str, Any]]]
"""The nodes of the plan of every statement, by the statement's name."""


@pytest.fixture(scope="module")
def plans(catalog: Catalog) -> Iterator[Plans]:
    """The plan of every statement, on a few thousand rows in each large table."""
    with seeded(catalog, SPREAD + SEED):
        yield plans_on(catalog)


@contextmanager
def seeded(catalog: Catalog, seed: str) -> Iterator[None]:
    """Let every table have rows for a while."""
    catalog.run(seed)
    try:
        yield
    finally:
        catalog.run("DROP TABLE spread; RESET enable_seqscan")
        tables = catalog.ask(
            "SELECT relname FROM pg_class WHERE relnamespace = "
            "'public'::regnamespace AND relkind = 'r'"
        )
        names = ", ".join(f'"{row["relname"]}"' for row in tables)
        catalog.run(f"TRUNCATE {names} CASCADE")


def plans_on(catalog: Catalog) -> Plans:
    """Return the plan of every statement on the rows that are there."""
    named = {f"{unit}.{query.name}": query for unit, query in queries()}
    found = {name: catalog.plan(query) for name, query in named.items()}
    # What serves every app is for tables much larger than these: there it counts
    # that an index can serve, not that one is worth it already.
    catalog.run("SET enable_seqscan = off")
    return found | {name: catalog.plan(named[name]) for name in EVERY_APP}


def test_it_understands_every_statement(catalog: Catalog) -> None:
    hold(
        "PostgreSQL understands every statement",
        (
            f"{unit}/queries.sql: {query.name}: {refusal}"
            for unit, query in queries()
            if (refusal := catalog.refusal(query))
        ),
        "mend the statement, or write the migration that it needs",
    )


def test_no_statement_reads_a_large_table_whole(plans: Plans) -> None:
    hold(
        "no statement reads a large table whole",
        whole_reads(plans),
        "add an index that begins with app_id, or write the condition for one",
    )


def test_a_page_is_read_in_order(plans: Plans) -> None:
    hold(
        "a page is read in the order of an index, not sorted first",
        sorted_pages(plans),
        "let an index begin with app_id and go on with the order of the list",
    )


def test_every_read_of_a_table_is_held_to_the_app(plans: Plans) -> None:
    hold(
        "wherever a statement touches a table, app_id decides which rows",
        (
            f"{name} reads {node['Relation Name']} without app_id"
            for name, nodes in plans.items()
            if name not in EVERY_APP
            for node in nodes
            if "Relation Name" in node
            and "Scan" in node["Node Type"]
            and "app_id" not in _conditions(node)
        ),
        "add `app_id = :app` for that table, also in joins and inner selects",
    )


def whole_reads(plans: Plans) -> Iterator[str]:
    """Name every statement that reads a table whole that may be large."""
    return (
        f"{name} reads {node['Relation Name']} by {node['Node Type']}"
        for name, nodes in plans.items()
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in FEW_ROWS
    )


def sorted_pages(plans: Plans) -> Iterator[str]:
    """Name every page that is sorted before it is cut."""
    return (
        name
        for name, nodes in plans.items()
        if ".page_" in name
        and any(node["Node Type"] in {"Sort", "Incremental Sort"} for node in nodes)
    )


def _conditions(node: dict[str, Any]) -> str:
    kinds = ("Index Cond", "Recheck Cond", "Filter")
    return " ".join(str(node.get(kind, "")) for kind in kinds)
