"""The table of who sets which field of a company, and what is asked of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from koncern.companies.field_rights.model import Field, May, Setter


def _own(name: str, note: str = "") -> Field:
    """Return a row for a fact, which the company's admins set."""
    return Field(
        name=name, seller=May.ALWAYS, staff=May.ALWAYS, admin=May.ALWAYS, note=note
    )


def _term(name: str, note: str = "") -> Field:
    """Return a row for a term of sale: users only ask for it, with a pending company."""
    return Field(
        name=name,
        seller=May.ALWAYS,
        staff=May.ALWAYS,
        admin=May.WHILE_PENDING,
        note=note,
    )


def _setting(name: str) -> Field:
    """Return a row for a term that stands in no company object, only among settings."""
    return Field(
        name=name,
        seller=May.ALWAYS,
        staff=May.ALWAYS,
        admin=May.NEVER,
        note="A setting (`/organisations/{id}/settings`), not a field of the company.",
    )


_ADDRESS = "Also one by one, under `/organisations/{id}/addresses`."
_GROUPS = "Only the seller overrides it as a setting."

TABLE = (
    _own("name"),
    _own("organisation_number", "Claimed when the company becomes active."),
    _own("tax_id_vat_number", "Claimed when the company becomes active."),
    _own("email"),
    _own("invoice_email", "Becomes the first billing contact at registration."),
    _own("phone"),
    _own("contact_name"),
    _own("comment"),
    _own("url"),
    _own("label"),
    _own("billing_address", _ADDRESS),
    _own("shipping_address", _ADDRESS),
    _own("attributes"),
    _own(
        "custom_fields",
        "Also those that the app declares as inherited. Keep no terms of sale here.",
    ),
    Field(
        name="files",
        seller=May.ALWAYS,
        staff=May.ALWAYS,
        admin=May.ALWAYS,
        member=May.WHILE_PENDING,
        note="Uploaded under `/organisations/{id}/files`, never in a company.",
    ),
    _term("credit_check", _GROUPS),
    _term("tax_status", "By default the app's `default_tax_status`."),
    _term(
        "external_ref",
        "Claimed at once if the seller sets it, and otherwise when the company becomes "
        "active.",
    ),
    _term(
        "parent_id",
        "A company inherits settings from its parent. A user can only name a company of "
        "which they are an admin. Only the seller moves companies.",
    ),
    _term("tags"),
    _term("customer_groups", _GROUPS),
    _term("store_groups", _GROUPS),
    _setting("payment_terms"),
    _setting("price_list"),
    Field(
        name="status",
        seller=May.DECIDES,
        staff=May.DECIDES,
        admin=May.AT_REGISTRATION,
        note="A user may register as `active` if the app's policy is `open`. Later it "
        "changes by approving or rejecting the registration.",
    ),
    Field(
        name="role",
        seller=May.NEVER,
        staff=May.NEVER,
        admin=May.AT_REGISTRATION,
        note="The role of the user who registers, in this company only. Any role of the "
        "app. Later it is changed with the company's users.",
    ),
)
"""The table, in the order in which it is printed."""

FIELDS: Mapping[str, Field] = {field.name: field for field in TABLE}

TERMS = tuple(
    field.name
    for field in TABLE
    if field.seller is May.ALWAYS and field.admin is May.WHILE_PENDING
)
"""The terms of sale that stand in a company object."""


def not_theirs(
    who: Setter, names: Iterable[str], *, is_pending: bool, is_new: bool = False
) -> list[str]:
    """Return the fields that somebody may not set now, in the order of the table."""
    now = {May.ALWAYS}
    if is_pending:
        now.add(May.WHILE_PENDING)
    if is_new:
        now.add(May.AT_REGISTRATION)
    asked = {*names}
    return [
        field.name
        for field in TABLE
        if field.name in asked and field.may(who) not in now
    ]


def filled(fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
    """Return the fields that differ from their defaults.

    Null, `false`, and an empty text or list are what a field has when it is left out.
    """
    return [
        name for name, value in fields.items() if value and value != defaults.get(name)
    ]
