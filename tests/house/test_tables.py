"""Tables: every key begins with the app, and every constraint has a name and a failure."""

import re
from importlib import import_module
from typing import Any

from catalog import Catalog
from routines import written

from house import hold, module_names
from koncern.base import Failure

WITHOUT_APP = {
    "migration": "the schema is the whole installation's",
    "installed_sql": "so are its functions and triggers",
}

NAMED_BY_POSTGRESQL = {
    "migration_pkey": "made by the runner of migrations, before any migration"
}

OURS = {
    "keys that no request can choose: ids are random, hashes of random secrets": {
        "alias_key",
        "payer_arrangement_before_key",
        "placement_before_key",
        "scheduled_member_key",
        "scheduled_move_key",
        "app_key",
        "attribute_template_id",
        "company_key",
        "credential_key",
        "customer_group_key",
        "customer_organization_key",
        "event_key",
        "mail_key",
        "file_key",
        "hierarchy_key",
        "loose_content_key",
        "label_rendering_key",
        "migration_pkey",
        "password_reset_key",
        "refresh_token_key",
        "role_key",
        "session_key",
        "sign_up_key",
        "sign_up_token_key",
        "sign_up_token_once",
        "signing_key_key",
        "store_group_key",
        "tag_key",
        "tax_registration_key",
        "user_key",
    },
    "keys on which the statement itself says what happens (ON CONFLICT)": {
        "ancestry_key",
        "file_bytes_key",
        "idempotency_key_key",
        "installed_sql_key",
        "setting_key",
        "known_client_key",
        "login_attempt_key",
        "registration_key",
    },
    "a key whose rows a trigger writes, each once for its company": {
        "custom_property_key"
    },
    "keys of links, whose statement leaves duplicates out": {
        "address_restriction_key",
        "company_customer_group_key",
        "company_store_group_key",
        "company_tag_key",
        "customer_group_user_once",
        "customer_organization_member_key",
    },
    "keys of what is written under the lock of its company's row alone": {
        "division_key",
        "payer_arrangement_once_at_a_time",
        "placement_once_at_a_time",
    },
    "keys of what is written under the lock of its app's row alone": {
        "inherited_field_once"
    },
    "keys of what a trigger writes under the lock of its organization's row": {
        "customer_organization_member_once_at_a_time",
        "customer_organization_owner_once_at_a_time",
    },
    "keys of what is derived from companies, one writer at a time": {
        "company_search_key",
        "search_due_key",
        "search_word_key",
    },
    "references to what the verb found, or made, in the same transaction": {
        "address_restriction_of_company",
        "address_restriction_of_user",
        "division_of_company",
        "payer_arrangement_before_of_company",
        "payer_arrangement_named_known",
        "payer_arrangement_of_company",
        "placement_before_of_company",
        "placement_of_company",
        "placement_parent_known",
        "scheduled_move_of_company",
        "scheduled_move_parent_known",
        "alias_of_company",
        "attribute_template_of_app",
        "company_customer_group_of_company",
        "company_store_group_of_company",
        "company_tag_of_company",
        "customer_group_store_group_known",
        "customer_group_user_known",
        "customer_organization_member_known",
        "customer_organization_member_of_organization",
        "customer_organization_member_time_of_company",
        "customer_organization_owner_time_of_company",
        "scheduled_member_of_company",
        "file_bytes_of_app",
        "file_of_company",
        "hierarchy_of_app",
        "inherited_field_of_app",
        "loose_content_of_app",
        "membership_of_company",
        "membership_of_user",
        "password_reset_of_user",
        "known_client_of_app",
        "label_rendering_of_app",
        "refresh_token_of_session",
        "registration_of_company",
        "session_of_user",
        "sign_up_token_of_app",
        "setting_of_company",
        "tax_registration_of_company",
    },
    "closed sets that an enum or a constant of ours already holds": {
        "app_default_tax_status_known",
        "app_registration_policy_known",
        "company_status_known",
        "hierarchy_status_known",
        "label_rendering_kind_known",
        "company_tax_status_known",
        "mail_state_known",
        "membership_level_known",
        "payer_arrangement_kind_known",
        "payer_arrangement_payment_known",
        "registration_outcome_known",
        "scheduled_member_change_known",
        "scheduled_member_state_known",
        "scheduled_move_state_known",
        "session_ended_by_known",
        "store_group_type_known",
        "tag_status_known",
        "user_status_known",
    },
    "what a fresh id makes impossible": {"company_not_its_own_parent"},
    "rules of ours, which tell every fault at its place": {
        "customer_group_discount_has_decimals",
        "customer_group_discount_is_a_share",
        "customer_group_discount_or_store_group",
        "payer_arrangement_names_what_it_needs",
    },
}
"""Constraints that only a mistake of ours can violate, by the reason for it."""

CONSTRAINTS = """
SELECT c.conname AS name, c.contype::text AS kind, t.relname AS table,
       ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (n, place)
               JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.n
              ORDER BY k.place) AS columns
  FROM pg_constraint AS c
  JOIN pg_class AS t ON t.oid = c.conrelid
 WHERE c.connamespace = 'public'::regnamespace AND c.contype <> 'n'
UNION ALL
SELECT i.relname, 'u', t.relname,
       ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k (n, place)
               JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.n
              ORDER BY k.place)
  FROM pg_index AS x
  JOIN pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_class AS t ON t.oid = x.indrelid
 WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique
   AND x.indpred IS NOT NULL  -- which PostgreSQL tells like a constraint
UNION ALL
SELECT c.conname, 'c', d.typname, '{}'
  FROM pg_constraint AS c
  JOIN pg_type AS d ON d.oid = c.contypid
 WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'c'
"""

RAISED = re.compile(r"CONSTRAINT = '(\w+)'")

BY_TRIGGERS = {"company_within_size": "a larger row may change, but not grow"}
"""Rules that only a trigger can hold; it names them as if they were constraints."""

TABLES = """
SELECT relname AS name FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""


def test_every_primary_key_begins_with_the_app(catalog: Catalog) -> None:
    keys = {
        row["table"]: row["columns"]
        for row in catalog.ask(CONSTRAINTS)
        if row["kind"] == "p"
    }
    tables = {row["name"] for row in catalog.ask(TABLES)} - WITHOUT_APP.keys()

    hold(
        "every table has a primary key that begins with app_id",
        (table for table in tables if keys.get(table, [])[:1] != ["app_id"]),
        "begin the key with app_id, or declare the table in WITHOUT_APP and say why",
    )


def test_every_reference_stays_in_the_app(catalog: Catalog) -> None:
    hold(
        "every foreign key includes app_id",
        (
            row["name"]
            for row in catalog.ask(CONSTRAINTS)
            if row["kind"] == "f" and "app_id" not in row["columns"]
        ),
        "refer by (app_id, id), so that no row can point into another app",
    )


def test_every_unique_constraint_is_of_one_app(catalog: Catalog) -> None:
    hold(
        "what must be unique is so within an app",
        (
            row["name"]
            for row in catalog.ask(CONSTRAINTS)
            if row["kind"] == "u"
            and "app_id" not in row["columns"]
            and row["table"] != "app"
        ),
        "begin the constraint with app_id: apps do not hear of each other",
    )


def test_every_constraint_has_a_name_of_ours(catalog: Catalog) -> None:
    hold(
        "every constraint has a name that says what it holds",
        {row["name"] for row in catalog.ask(CONSTRAINTS) if _is_named_for_us(row)}
        ^ NAMED_BY_POSTGRESQL.keys(),
        "write CONSTRAINT and a name in the migration",
    )


def _is_named_for_us(row: dict[str, Any]) -> bool:
    """Tell the names that PostgreSQL makes up from ours."""
    unique = "_".join([row["table"], *row["columns"], "key"])
    endings = ("_pkey", "_fkey", "_check", "_excl")
    name: str = row["name"]
    return name.endswith(endings) or name == unique


def test_every_constraint_has_a_failure_or_is_ours(catalog: Catalog) -> None:
    there = {row["name"] for row in catalog.ask(CONSTRAINTS)} | BY_TRIGGERS.keys()

    hold(
        "a constraint has a failure that tells its violation, or is declared ours",
        there - _told() - _ours(),
        "name it in a Failure's `constraints`, or in OURS if no request can violate it",
    )


def test_no_failure_waits_for_a_constraint_that_is_gone(catalog: Catalog) -> None:
    there = {row["name"] for row in catalog.ask(CONSTRAINTS)} | BY_TRIGGERS.keys()

    hold(
        "every constraint that a failure (or OURS) names exists, and once",
        (_told() | _ours()) - there | (_told() & _ours()),
        "take the name away, or write the constraint's migration",
    )


def test_a_function_names_a_constraint_that_is_there(catalog: Catalog) -> None:
    there = {row["name"] for row in catalog.ask(CONSTRAINTS)}
    raised = {
        name for each in written("functions.sql") for name in RAISED.findall(each.text)
    }

    hold(
        "a function raises the violation of a constraint that the database has",
        raised - there ^ BY_TRIGGERS.keys(),
        "name the constraint that holds the rule, or declare the rule in BY_TRIGGERS",
    )


def _told() -> set[str]:
    for name in module_names():
        import_module(name)
    return set(Failure.by_constraint)


def _ours() -> set[str]:
    return {name for names in OURS.values() for name in names}
