"""Who sets which field of a company, for readers: a table, and a sentence for each field.

Both are made from the table that the checks use (`field_rights`).
"""

from collections.abc import Iterator
from typing import Any

from koncern.companies.field_rights import FIELDS, TABLE, Field, May

LEAD = (
    "A company's admins set the facts about it. The seller sets the terms of sale. A user "
    "can ask for terms with a company that is `pending`, because the seller reads all of "
    "it before approving it."
)

WHO = (
    "Seller: a credential with the scope `write`. Staff: the seller's own people; nobody "
    "signs in as staff yet. Admin: a user with the level `admin` or `super-admin` in the "
    "company; a user who registers a company counts as its admin. Member: any other user "
    "of the company."
)

WHEN = (
    "`while pending` includes the registration itself, if the company becomes `pending`. "
    "A user who registers a company as `active` and sets such a field gets 403 "
    "`TermsNotYours`, which names each field, and nothing is created. Null, `false`, an "
    "empty text or list, and the app's default do not count as set."
)

ELSE = (
    "Fields that the service sets (`id`, `created_at`…) may be sent as they were read, "
    "and are ignored. Only the seller changes a company that is rejected. Only "
    "credentials make other changes (moves, archiving, members of customer groups, "
    "aliases, payers, approval)."
)

NOTES = (WHO, WHEN, ELSE)

HEADINGS = ("Field", "Seller", "Staff", "Admin", "Member", "Note")


def rows() -> list[tuple[str, ...]]:
    """Return the table as it is printed, without marks around the field's name."""
    return [
        (each.name, each.seller, each.staff, each.admin, each.member, each.note)
        for each in TABLE
    ]


def fields_page() -> str:
    """Return docs/fields.md."""
    return "\n".join(_lines()) + "\n"


def describe(schema: dict[str, Any]) -> None:
    """Add to each field of a schema who sets it."""
    for name, field in schema["properties"].items():
        if name in FIELDS and (told := _sentence(FIELDS[name])):
            before = field.get("description")
            field["description"] = f"{before} {told}" if before else told


def _sentence(field: Field) -> str:
    if field.admin is May.ALWAYS:
        return "Set by the company's admins and the seller."
    if field.admin is May.WHILE_PENDING:
        return (
            "Set by the seller; the company's admins may set it while the company is "
            "pending."
        )
    if field.seller is May.DECIDES:
        return "Set at registration; later by deciding on the registration."
    return "Set at registration."


def _lines() -> Iterator[str]:
    yield "# Who sets which field"
    yield ""
    yield LEAD
    yield ""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{' --- |' * len(HEADINGS)}"
    for name, *cells in rows():
        yield f"| `{name}` | {' | '.join(cells)} |"
    for note in NOTES:
        yield ""
        yield note
