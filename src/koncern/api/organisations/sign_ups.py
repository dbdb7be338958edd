"""Accounts: how people become users by themselves."""

from typing import Annotated

import msgspec
from msgspec import Meta

from koncern import attempts, sign_ups, users
from koncern.api.kit import Call, Reply, Unit, evenly, route
from koncern.api.organisations.colleagues import Message
from koncern.apps import AppUnknown
from koncern.attempts import TooManyAttempts, Tried
from koncern.base import Email
from koncern.sign_ups import AlreadyVerified, SignUp, VerificationRefused
from koncern.users import UserInvalid

REGISTERED = "A mail is on its way to this address: it tells how to go on."
VERIFIED = "The address is confirmed: sign in with it."
SENT_AGAIN = "If this address has signed up, a mail is on its way to it."

MailToken = Annotated[
    str, Meta(min_length=1, max_length=200, description="As the mail gives it.")
]


class AddressOnly(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The address that a mail goes to."""

    email: Email


class TokenOnly(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The token that came by mail."""

    token: MailToken


async def count(call: Call, tried: Tried, email: str | None = None) -> None:
    """Count what is tried, and keep the count whatever comes of it."""
    app = call.ids["app_id"]
    async with call.database.transaction(app, call.request_id) as tx:
        await attempts.count(tx, call.settings, tried, email=email, client=call.client)


async def register(call: Call) -> Reply:
    """Sign up with an e-mail address and a password.

    A mail goes to the address; whoever has it confirms with the token in it, and is a
    user from then on. The answer is the same when the address has an account already:
    then its owner is told by mail.
    """
    new: SignUp = call.body
    app = call.ids["app_id"]
    users.check_new(new)
    await count(call, Tried.MAIL, new.email)
    password_hash = await users.hash_password(new.password)
    async with evenly(), call.database.transaction(app, call.request_id) as tx:
        await sign_ups.register(tx, new, password_hash=password_hash)
    return Reply(status=202, body=Message(message=REGISTERED))


async def verify(call: Call) -> Reply:
    """Confirm an e-mail address with the token from the mail.

    Each token is good once, for 24 hours. It signs nobody in.
    """
    await count(call, Tried.LINK)
    app = call.ids["app_id"]
    async with call.database.transaction(app, call.request_id) as tx:
        await sign_ups.verify(tx, call.body.token)
    return Reply(body=Message(message=VERIFIED))


async def resend(call: Call) -> Reply:
    """Ask for another mail to confirm an address; the token before it is void.

    The answer is the same for every address.
    """
    app, email = call.ids["app_id"], call.body.email
    await count(call, Tried.MAIL, email)
    async with evenly(), call.database.transaction(app, call.request_id) as tx:
        await sign_ups.resend(tx, email)
    return Reply(status=202, body=Message(message=SENT_AGAIN))


TOKEN = "kv_q0m2Yb8sJx5VtR1nW7cKfD4hZ6gLpE3aUoIiQyTzXwM"  # noqa: S105 - an example
EXAMPLE = {
    "email": "ben@acme.example.com",
    "password": "correct horse battery",
    "first_name": "Ben",
    "last_name": "Holm",
    "phone_number": "+46 8 123 456",
    "language": "sv",
    "communication_preferences": {"allow_email": True},
    "address": {
        "street": "Storgatan 1",
        "zip_code": "111 22",
        "city": "Stockholm",
        "country_code": "SE",
    },
}

ROUTES = [
    route(
        "POST",
        "/auth/register",
        register,
        body=SignUp,
        shows=Message,
        status=202,
        failures=(AppUnknown, TooManyAttempts, UserInvalid),
        unit=Unit.OWN,
        is_public=True,
        example=EXAMPLE,
    ),
    route(
        "POST",
        "/auth/verify-email",
        verify,
        body=TokenOnly,
        shows=Message,
        failures=(AlreadyVerified, AppUnknown, TooManyAttempts, VerificationRefused),
        unit=Unit.OWN,
        is_public=True,
        example={"token": TOKEN},
    ),
    route(
        "POST",
        "/auth/verify-email/resend",
        resend,
        body=AddressOnly,
        shows=Message,
        status=202,
        failures=(AppUnknown, TooManyAttempts),
        unit=Unit.OWN,
        is_public=True,
        example={"email": "ben@acme.example.com"},
    ),
]
