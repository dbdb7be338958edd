"""Examples of what is answered about registrations and settings."""

from typing import Any

from koncern.api.organisations import registrations, settings
from koncern.api.organisations.registrations import OneRegistration, RegistrationList
from koncern.api.organisations.settings import Settings

_USER = {
    "kind": "user",
    "id": "01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e",
    "email": "anna@acme.example.com",
    "name": None,
}
_CREDENTIAL = {
    "kind": "credential",
    "id": "kc_8h2kq0v5t1",
    "email": None,
    "name": "back office",
}


def answers(
    app: str, moment: str, company: dict[str, Any]
) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    waiting = _registration(company, moment)
    return {
        OneRegistration: {"registration": waiting},
        RegistrationList: {
            "registrations": [waiting],
            "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"},
        },
        Settings: _settings(app, moment),
    }


def own_answers(moment: str, company: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers that show more than others of the same kind."""
    waiting = _registration(company, moment)
    by = {"decided_at": moment, "decided_by": _CREDENTIAL}
    approved = {"outcome": "approved", "reason": None} | by
    rejected = {"outcome": "rejected"} | registrations.REJECTION | by
    inquiry = {"asked_at": moment, "asked_by": _CREDENTIAL, "changed_at": None}
    parts: dict[str, dict[str, Any]] = {
        "approve": {"status": "active", "decision": approved},
        "reject": {"status": "rejected", "decision": rejected},
        "inquire": {"inquiry": registrations.INQUIRY | inquiry},
    }
    return {
        f"organisations.registrations.{name}": {
            "registration": waiting
            | part
            | {"company": company | {"status": part.get("status", "pending")}}
        }
        for name, part in parts.items()
    }


def _registration(company: dict[str, Any], moment: str) -> dict[str, Any]:
    return {
        "id": company["id"],
        "status": "pending",
        "registered_at": moment,
        "registered_by": _USER,
        "inquiry": None,
        "decision": None,
        "company": company | {"status": "pending"},
    }


def _settings(app: str, moment: str) -> dict[str, Any]:
    return {
        "app_id": app,
        "slug": "acme-wholesale",
        "name": "Acme Wholesale",
        "shares_numbers": False,
        "default_tax_status": "TAXED",
        "created_at": moment,
        "updated_at": moment,
    } | settings.EXAMPLE
