"""The Organisations API (ENAD-compatible): snake_case, under an app's id."""

from koncern.api.http import Route, under
from koncern.api.organisations import (
    addresses,
    archive,
    attribute_templates,
    auth,
    colleagues,
    companies,
    customer_group_members,
    customer_groups,
    divisions,
    file_contents,
    files,
    hierarchies,
    inheritance,
    moves,
    passwords,
    payers,
    registrations,
    restrictions,
    roles,
    search,
    settings,
    sign_ups,
    store_groups,
    tags,
    trees,
    users,
)

ROUTES: list[Route] = under(
    "/api/v1/{app_id}",
    "organisations",
    {
        "Sign in": auth.ROUTES,
        "Accounts": [*sign_ups.ROUTES, *passwords.ROUTES, *users.ROUTES],
        "Organisations": [*companies.ROUTES, *search.ROUTES, *archive.ROUTES],
        "Users of an organisation": colleagues.ROUTES,
        "Files": [*files.ROUTES, *file_contents.ROUTES],
        "Registrations": registrations.ROUTES,
        "Addresses": [*addresses.ROUTES, *restrictions.ROUTES],
        "Company trees": [
            *hierarchies.ROUTES,
            *trees.ROUTES,
            *divisions.ROUTES,
            *moves.ROUTES,
        ],
        "Inherited settings": inheritance.ROUTES,
        "Payers": payers.ROUTES,
        "Roles": roles.ROUTES,
        "Tags": tags.ROUTES,
        "Customer groups": [*customer_groups.ROUTES, *customer_group_members.ROUTES],
        "Store groups": store_groups.ROUTES,
        "Settings": settings.ROUTES,
        "Attributes": attribute_templates.ROUTES,
    },
)

__all__ = ["ROUTES"]
