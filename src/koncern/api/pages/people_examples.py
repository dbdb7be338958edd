"""Examples of what is answered about people: users, and what they are in companies."""

from typing import Any

from koncern.api.organisations import colleagues, passwords, sign_ups
from koncern.api.organisations.colleagues import Membership, Message, PlacedUserList
from koncern.api.organisations.users import PrintedUser

USER = colleagues.EXAMPLE["user_id"]

ID_UNDER = {"users": USER}
"""The example of an id in a path, by what stands before it."""


def own_answers(app: str, moment: str) -> dict[str, dict[str, Any]]:
    """Return the answers of operations that say something of their own."""
    patched = user(app, moment)
    patched |= {"address": patched["address"] | {"city": "Uppsala"}}
    patched |= {"phone_number": "+46 8 654 321"}
    return {
        "organisations.sign_ups.register": {"message": sign_ups.REGISTERED},
        "organisations.sign_ups.verify": {"message": sign_ups.VERIFIED},
        "organisations.sign_ups.resend": {"message": sign_ups.SENT_AGAIN},
        "organisations.passwords.forgot": {"message": passwords.SENT},
        "organisations.passwords.reset": {"message": passwords.RESET},
        "organisations.passwords.change": {"message": passwords.CHANGED},
        "organisations.users.change": patched,
    }


def user(app: str, moment: str) -> dict[str, Any]:
    """Return a user as they are printed."""
    return {
        "additions": {},
        "address": {
            "city": None,
            "country": None,
            "country_code": None,
            "street": None,
            "zip_code": None,
        },
        "app_id": app,
        "attributes": [],
        "communication_preferences": {
            "allow_email": False,
            "allow_postal": False,
            "allow_sms": False,
        },
        "created_at": moment,
        "email": "anna@acme.example.com",
        "email_verified": True,
        "files": [],
        "first_name": "Anna",
        "id": USER,
        "is_super_admin": False,
        "language": None,
        "last_login_at": moment,
        "last_name": "Berg",
        "market": None,
        "market_currency": None,
        "market_id": None,
        "phone_number": None,
        "status": "active",
        "tags": [],
        "updated_at": moment,
    }


def answers(
    app: str, moment: str, company: dict[str, Any]
) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    place = {"level": "default", "role": "customer", "role_name": "Customer"}
    short = {
        name: company[name] for name in ("id", "name", "organisation_number", "status")
    }
    return {
        Message: {"message": colleagues.ADDED},
        PrintedUser: user(app, moment),
        Membership: place
        | {
            "created_at": moment,
            "organisation_id": company["id"],
            "updated_at": moment,
            "user_id": USER,
        },
        PlacedUserList: {
            "items": [
                user(app, moment)
                | place
                | {"last_login_at": None, "organisations": [short | place]}
            ],
            "pagination": {"after": "AZkLjlprfRCcTi86S1xtfg"},
        },
    }
