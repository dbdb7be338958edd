"""The company that everybody registers: a full one, whose document has about 2 kB."""

from typing import Any

from bench.ids import organisation_number

TAGS = ("wholesale", "net-30", "key-account")
CUSTOMER_GROUPS = ("nordics", "resellers")
ADDRESS = {
    "company_name": "Acme Nordic AB",
    "co_address": "c/o Fastighetsförvaltningen",
    "house_number": "14 B",
    "postal_code": "111 22",
    "city": "Stockholm",
    "state_province": "Stockholms län",
    "country": "SE",
    "phone": "+46 8 123 456 78",
    "is_default": True,
}


def company(number: int) -> dict[str, Any]:
    """Return what is sent to register the company with a number of nine digits.

    It asks for no status, so it waits for approval: then a user may send every field.
    """
    digits = organisation_number(number)
    return {
        "name": f"Acme Nordic {number} AB",
        "organisation_number": digits,
        "tax_id_vat_number": f"SE{digits}01",
        "contact_name": "Accounts payable",
        "email": "info@example.com",
        "invoice_email": "billing@example.com",
        "phone": "+46 8 123 456 00",
        "url": "https://www.example.com/se/about-us",
        "label": "Key account, Nordics",
        "comment": "Orders by phone before noon are delivered on the same day.",
        "external_ref": f"ERP-{number}",
        "billing_address": [
            ADDRESS | {"name": "Invoices", "street_address": "Storgatan"}
        ],
        "shipping_address": [
            ADDRESS
            | {
                "name": "Warehouse, gate 3",
                "street_address": "Hamnvägen",
                "shipping_type": "pallet",
            }
        ],
        "tags": list(TAGS),
        "customer_groups": list(CUSTOMER_GROUPS),
        "custom_fields": {
            "industry": "Technology",
            "employees": 240,
            "credit_limit": {"amount": 250000, "currency": "SEK"},
            "delivery_days": ["monday", "wednesday", "friday"],
        },
        "status": "pending",
    }
