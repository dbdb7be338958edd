"""The Customers API (Sequence-compatible, version 2024-07-30): camelCase, Basic."""

from koncern.api.customers import (
    aliases,
    contacts,
    customer_organizations,
    customers,
    directory,
    member_times,
    members,
    scheduled_members,
    tax_registrations,
)
from koncern.api.http import Route, under

ROUTES: list[Route] = under(
    "/api",
    "customers",
    {
        "Customers": [*customers.ROUTES, *directory.ROUTES],
        "Organizations": [
            *customer_organizations.ROUTES,
            *members.ROUTES,
            *member_times.ROUTES,
            *scheduled_members.ROUTES,
        ],
        "Customer Aliases": aliases.ROUTES,
        "Contacts": contacts.ROUTES,
        "Tax Registrations": tax_registrations.ROUTES,
    },
)

__all__ = ["ROUTES"]
