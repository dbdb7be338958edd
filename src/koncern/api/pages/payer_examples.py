"""Examples of payers: what their operations answer."""

from typing import Any

from koncern.api.organisations import payers
from koncern.api.organisations.payers import ArrangementList, RollUp
from koncern.billing.payers import Payer


def answers(company: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    party = {
        "company_id": company,
        "name": "Acme Nordic AB",
        "billing_ready": True,
        "archived_at": None,
    }
    owner = {"company_id": None, "customer_organization_id": None}
    arrangement = payers.EXAMPLE | {
        "invoice_owner": {"kind": "parent"} | owner,
        "since": moment,
        "until": None,
        "recorded_at": moment,
        "corrected_at": None,
    }
    lapsed = {
        "code": "no_parent",
        "detail": "It has no parent at that time: so it is invoiced itself.",
    }
    rolled_up = {
        "company_id": company,
        "name": "Acme Nordic AB",
        "kind": "parent",
        "payment_owner_id": company,
    }
    return {
        Payer: {
            "company_id": company,
            "at": moment,
            "invoice_owner": party,
            "payment_owner": party,
            "arrangement": arrangement,
            "lapsed": lapsed,
        },
        ArrangementList: {"arrangements": [arrangement]},
        RollUp: {"companies": [rolled_up], "pagination": {}},
    }
