"""Examples of what is answered about tags, groups, roles and attribute templates."""

from typing import Any

from koncern.api.organisations import (
    attribute_templates,
    customer_group_members,
    customer_groups,
    roles,
    store_groups,
    tags,
)
from koncern.api.organisations.attribute_templates import (
    AttributeTemplateList,
    BulkCreation,
)
from koncern.api.organisations.customer_group_members import (
    OrganisationsOfGroup,
    UsersOfGroup,
)
from koncern.api.organisations.customer_groups import (
    CustomerGroupList,
    PrintedCustomerGroup,
)
from koncern.api.organisations.roles import RoleList
from koncern.api.organisations.store_groups import StoreGroupList
from koncern.api.organisations.tags import TagList
from koncern.labels.attribute_templates import AttributeTemplate
from koncern.labels.store_groups import StoreGroup
from koncern.labels.tags import Tag
from koncern.people.roles import Role

USER = customer_group_members.EXAMPLE_USER

SHORT_GROUP = {
    "id": "01990b8f-2d2e-7a3b-8c4d-5e6f7a8b9c0d",
    "name": customer_groups.EXAMPLE["name"],
    "slug": customer_groups.EXAMPLE["slug"],
}
"""A customer group as its users see it."""

ID_UNDER = {
    "attributes": attribute_templates.EXAMPLE["key"],
    "customer-groups": customer_groups.EXAMPLE["slug"],
    "roles": roles.EXAMPLE["slug"],
    "store-groups": store_groups.EXAMPLE["slug"],
    "tags": tags.EXAMPLE["key"],
}
"""The example of a short name or id in a path, by what stands before it."""


def answers(app: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    made = {"created_at": moment, "updated_at": moment}
    tag = _made("1", tags.EXAMPLE, made) | {"status": "active"}
    role = _made("4", roles.EXAMPLE, made)
    store_group = _store_group(made)
    template = _template(made)
    group = _customer_group(app, made)
    totals = {"organisations_total": 42, "merchant_users_total": 1}
    company = {"id": customer_group_members.EXAMPLE_COMPANY, "name": "Acme Nordic AB"}
    user = {"id": USER, "email": "anna@acme.example.com"}
    failed = {"input": attribute_templates.WITHOUT_NAME, "reason": "/name is required"}
    return {
        AttributeTemplate: template,
        AttributeTemplateList: _list("attributes", template),
        BulkCreation: {
            "failed_creations": [failed],
            "successful_creations": [template],
        },
        CustomerGroupList: _list("customer_groups", group),
        OrganisationsOfGroup: _list("organisations", company),
        PrintedCustomerGroup: group | totals,
        Role: role,
        RoleList: _list("roles", role),
        StoreGroup: store_group,
        StoreGroupList: _list("store_groups", store_group),
        Tag: tag,
        TagList: _list("tags", tag),
        UsersOfGroup: _list("merchant_users", user),
    }


def _customer_group(app: str, made: dict[str, str]) -> dict[str, Any]:
    terms = {"app_id": app, "type": "discount", "store_group_id": None}
    return _made("2", customer_groups.EXAMPLE, made) | terms


def _store_group(made: dict[str, str]) -> dict[str, Any]:
    market = {
        "id": "01990b8f-5d2e-7a3b-8c4d-5e6f7a8b9c0d",
        "active": True,
        "is_tax_included_in_price": False,
    } | made
    group = _made("3", store_groups.EXAMPLE, made) | {"description": None}
    return group | {"markets": [market | dict(store_groups.MARKET)]}


def _template(made: dict[str, str]) -> dict[str, Any]:
    forklift, dock = attribute_templates.FIELDS
    fields = [forklift | {"options": None}, dock]
    template = _made("6", attribute_templates.EXAMPLE, made)
    return template | {"fields": fields, "translatable": False}


def _made(digit: str, thing: dict[str, Any], made: dict[str, str]) -> dict[str, Any]:
    return {"id": f"01990b8f-{digit}d2e-7a3b-8c4d-5e6f7a8b9c0d"} | thing | made


def _list(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    return {name: [thing], "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"}}
