"""The Organisations API (ENAD-compatible): snake_case, under an app's id."""

from koncern.api.kit import Route, under
from koncern.api.organisations import (
    attribute_templates,
    auth,
    companies,
    customer_group_members,
    customer_groups,
    roles,
    store_groups,
    tags,
)

ROUTES: list[Route] = under(
    "/api/v1/{app_id}",
    "organisations",
    {
        "Sign in": auth.ROUTES,
        "Organisations": companies.ROUTES,
        "Roles": roles.ROUTES,
        "Tags": tags.ROUTES,
        "Customer groups": [*customer_groups.ROUTES, *customer_group_members.ROUTES],
        "Store groups": store_groups.ROUTES,
        "Attributes": attribute_templates.ROUTES,
    },
)

__all__ = ["ROUTES"]
