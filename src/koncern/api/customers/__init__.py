"""The Customers API (Sequence-compatible, version 2024-07-30): camelCase, Basic."""

from koncern.api.customers import customer_organizations, customers
from koncern.api.kit import Route, under

ROUTES: list[Route] = under(
    "/api",
    "customers",
    {"Customers": customers.ROUTES, "Organizations": customer_organizations.ROUTES},
)

__all__ = ["ROUTES"]
