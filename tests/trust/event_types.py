"""The types of events, what each of them carries, and where the source writes them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import koncern

DOCUMENTS = {
    "address.changed",
    "address.created",
    "address.deleted",
    "alias.created",
    "alias.deleted",
    "alias.relabelled",
    "app.created",
    "attribute_template.changed",
    "attribute_template.created",
    "attribute_template.deleted",
    "company.created",
    "company.move_failed",
    "company.move_rescheduled",
    "company.move_scheduled",
    "company.move_withdrawn",
    "company.payer_arranged",
    "company.payer_corrected",
    "company.setting_changed",
    "contact.archived",
    "contact.changed",
    "contact.created",
    "customer_group.changed",
    "customer_group.created",
    "customer_group.deleted",
    "customer_organization.change_done",
    "customer_organization.change_failed",
    "customer_organization.change_rescheduled",
    "customer_organization.change_scheduled",
    "customer_organization.change_withdrawn",
    "customer_organization.created",
    "customer_organization.deleted",
    "customer_organization.handed_over",
    "file.changed",
    "file.deleted",
    "file.uploaded",
    "hierarchy.changed",
    "hierarchy.created",
    "hierarchy.deleted",
    "role.changed",
    "role.created",
    "role.deleted",
    "store_group.changed",
    "store_group.created",
    "store_group.deleted",
    "tag.changed",
    "tag.created",
    "tag.deleted",
    "tax_registration.created",
    "tax_registration.deleted",
    "tax_registration.replaced",
}
"""The whole thing, as it was and as it is."""

CHANGES = {
    "address.restriction_changed",
    "app.changed",
    "company.archived",
    "company.changed",
    "company.kind_changed",
    "company.moved",
    "company.past_corrected",
    "company.restored",
    "registration.approved",
    "registration.rejected",
    "registration.reopened",
}
"""Each field that changed, as it was and as it is."""

NAMES = {
    "alias.replaced": "every alias of the company, without labels",
    "credential.created": "a secret is near",
    "credential.revoked": "a secret is near",
    "customer_group.company_added": "the group's names",
    "customer_group.company_removed": "the group's names",
    "customer_group.user_added": "the group's names",
    "customer_group.user_removed": "the group's names",
    "customer_organization.members_changed": "who came and who went, of very many",
    "inherited_field.declared": "a field has nothing but its name",
    "inherited_field.withdrawn": "a field has nothing but its name",
    "membership.accepted": "who it is says it all",
    "membership.changed": "level and role; the rest is personal",
    "membership.created": "level and role; the rest is personal",
    "membership.removed": "level and role; the rest is personal",
    "registration.inquired": "its reason says it all",
    "session.ended": "personal",
    "session.opened": "personal",
    "store_group.company_added": "the group's names",
    "store_group.company_removed": "the group's names",
    "tag.company_added": "the tag's names",
    "tag.company_removed": "the tag's names",
    "user.changed": "personal: the names of the fields alone",
    "user.created": "personal",
    "user.password_changed": "secret",
    "user.password_forgotten": "secret",
    "user.password_reset": "secret",
    "user.registered": "personal",
    "user.registered_again": "personal",
    "user.unlocked": "how many counts were cleared",
    "user.verified": "personal",
}
"""By design not the thing, with the reason."""

NOT_YET: dict[str, str] = {}
"""What should carry more, and does not yet, with the reason."""

_SOURCE = Path(koncern.__file__).parent
_WRITERS = {"record", "record_each", "tell"}
_TYPE = re.compile(r"(?!koncern)[a-z_*]+\.[a-z_*]*[a-z*]")
_APPEND = re.compile(r"event_append\(.*?;", re.DOTALL)


def written_types() -> set[str]:
    """Return the types that the source writes; `*` stands for what a variable says."""
    return {*_types_in_python(), *_types_in_sql()}


def _types_in_python() -> Iterator[str]:
    for path in _SOURCE.rglob("*.py"):
        nodes = [*ast.walk(ast.parse(path.read_text()))]
        imports = [each for each in nodes if isinstance(each, ast.ImportFrom)]
        if _WRITERS & {name.name for each in imports for name in each.names}:
            yield from (text for text in map(_text, nodes) if _TYPE.fullmatch(text))


def _text(node: ast.AST) -> str:
    """Return a text of the source, with a star for each thing that is put into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "*" for part in node.values)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text else ""


def _types_in_sql() -> Iterator[str]:
    for path in _SOURCE.rglob("*.sql"):
        if path.parent.name == "steps":
            continue
        for statement in _APPEND.findall(path.read_text()):
            for text in re.findall(r"'([a-z_]*\.[a-z_]+)'", statement):
                yield f"*{text}" if text.startswith(".") else text
