"""The Organisations API (ENAD-compatible): snake_case, under an app's id."""

from koncern.api.kit import Route, under
from koncern.api.organisations import (
    auth,
    companies,
    customer_groups,
    roles,
    search,
    store_groups,
    tags,
)

ROUTES: list[Route] = under(
    "/api/v1/{app_id}",
    "organisations",
    {
        "Sign in": auth.ROUTES,
        "Organisations": [*companies.ROUTES, *search.ROUTES],
        "Roles": roles.ROUTES,
        "Tags": tags.ROUTES,
        "Customer groups": customer_groups.ROUTES,
        "Store groups": store_groups.ROUTES,
    },
)

__all__ = ["ROUTES"]
