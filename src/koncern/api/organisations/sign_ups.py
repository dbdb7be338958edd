"""Accounts: how people become users by themselves."""

from typing import Annotated

import msgspec
from msgspec import Meta

from koncern.api.http import Call, Reply, Unit, in_constant_time, route
from koncern.api.organisations.colleagues import Message
from koncern.apps import AppUnknown
from koncern.base import Email
from koncern.people import attempts, sign_ups, users
from koncern.people.attempts import TooManyAttempts, Tried
from koncern.people.sign_ups import (
    AlreadyVerified,
    PasswordNeeded,
    SignUp,
    VerificationRefused,
)
from koncern.people.users import Password, UserInvalid

REGISTERED = "A mail is on its way to this address: it tells how to go on."
VERIFIED = "The address is confirmed: sign in with it."
SENT_AGAIN = "If this address has signed up, a mail is on its way to it."

MailToken = Annotated[
    str, Meta(min_length=1, max_length=200, description="As the mail gives it.")
]


class AddressOnly(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The address that a mail goes to."""

    email: Email


class Confirmation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The token that came by mail, and the password that the account gets."""

    token: MailToken
    password: Password | None = None


async def count(call: Call, tried: Tried, email: str | None = None) -> None:
    """Count what is tried, and keep the count whatever comes of it."""
    app = call.ids["app_id"]
    async with call.database.transaction(app, call.request_id) as tx:
        await attempts.count(tx, call.settings, tried, email=email, client=call.client)


async def register(call: Call) -> Reply:
    """Sign up with an e-mail address and a password.

    The service sends a mail to the address. There is an account once somebody confirms
    it with the token in the mail; see there why to send the password again. The response
    is the same when the address has an account already: then the mail says so.
    """
    new: SignUp = call.body
    app = call.ids["app_id"]
    users.check_new(new)
    await count(call, Tried.MAIL, new.email)
    password_hash = await users.hash_password(new.password)
    async with (
        in_constant_time(),
        call.database.transaction(app, call.request_id) as tx,
    ):
        await sign_ups.register(
            tx, new, password_hash=password_hash, client=call.client
        )
    return Reply(status=202, body=Message(message=REGISTERED))


async def verify(call: Call) -> Reply:
    """Confirm an e-mail address with the token from the mail.

    Send `password`, which becomes the password of the account: so the person who gets the
    mail decides on it, even if a stranger signed up. A storefront should ask for it on the page that the mail links to. It is
    required (400 `PasswordNeeded`, and the token stays good) if more than one person
    signed up with the address, or if the mail was asked for again from another client
    (network address) than the sign-up came from. Name, phone number and the other fields of the sign-up
    are kept if `password` is the one of the sign-up, or if it is left out.

    Each token is good once, for 24 hours. Confirming does not sign in.
    """
    await count(call, Tried.LINK)
    app, sent, chosen = call.ids["app_id"], call.body, None
    if sent.password is not None:
        async with call.database.transaction(app, call.request_id) as tx:
            found = await sign_ups.find(tx, sent.token, password=sent.password)
        chosen = await sign_ups.choose(found, sent.password)
    async with call.database.transaction(app, call.request_id) as tx:
        await sign_ups.verify(tx, sent.token, chosen=chosen)
    return Reply(body=Message(message=VERIFIED))


async def resend(call: Call) -> Reply:
    """Ask for another mail to confirm an address.

    Tokens that were sent before stay good. The response is the same for every address.
    """
    app, email = call.ids["app_id"], call.body.email
    await count(call, Tried.MAIL, email)
    async with (
        in_constant_time(),
        call.database.transaction(app, call.request_id) as tx,
    ):
        await sign_ups.resend(tx, email, client=call.client)
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
        body=Confirmation,
        shows=Message,
        failures=(
            AlreadyVerified,
            AppUnknown,
            PasswordNeeded,
            TooManyAttempts,
            UserInvalid,
            VerificationRefused,
        ),
        unit=Unit.OWN,
        is_public=True,
        example={"token": TOKEN, "password": EXAMPLE["password"]},
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
