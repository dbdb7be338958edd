"""Accounts: how people get a new password."""

import msgspec

from koncern.access import UserNeeded
from koncern.api.http import Call, Reply, Unit, in_constant_time, route
from koncern.api.organisations.colleagues import Message
from koncern.api.organisations.sign_ups import AddressOnly, MailToken, count
from koncern.apps import AppUnknown
from koncern.people import passwords, users
from koncern.people.attempts import TooManyAttempts, TooManyLogins, Tried
from koncern.people.passwords import NewPassword, PasswordWrong, ResetRefused
from koncern.people.users import Password, UserInvalid

SENT = "If this address has an account, a mail is on its way to it."
RESET = "The password is changed: sign in with it."
CHANGED = "The password is changed, and every other session of yours has ended."


class PasswordReset(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The token that came by mail, and the password to be."""

    token: MailToken
    password: Password


async def forgot(call: Call) -> Reply:
    """Ask for a mail by which to set a new password.

    The answer is the same for every address; only one with an account gets a mail.
    """
    app, email = call.ids["app_id"], call.body.email
    await count(call, Tried.MAIL, email)
    async with (
        in_constant_time(),
        call.database.transaction(app, call.request_id) as tx,
    ):
        await passwords.forgot(tx, email)
    return Reply(status=202, body=Message(message=SENT))


async def reset(call: Call) -> Reply:
    """Set a new password with the token from the mail.

    Each token is good once, for an hour. It ends every session of the user, and a mail
    tells them that the password was changed.
    """
    app, wanted = call.ids["app_id"], call.body
    await count(call, Tried.LINK)
    async with call.database.transaction(app, call.request_id) as tx:
        await passwords.find_reset(tx, wanted.token, password=wanted.password)
    password_hash = await users.hash_password(wanted.password)
    async with call.database.transaction(app, call.request_id) as tx:
        await passwords.reset(
            tx, wanted.token, password_hash=password_hash, client=call.client
        )
    return Reply(body=Message(message=RESET))


async def change(call: Call) -> Reply:
    """Change your password.

    It ends every other session of yours. Wrong passwords count as failed sign-ins do.
    """
    app, wanted = call.by.app, call.body
    async with call.database.transaction(app, call.request_id) as tx:
        claim = await passwords.begin_change(
            tx, call.by, call.settings, wanted, client=call.client
        )
    proved = await passwords.prove(claim, wanted.current_password)
    password_hash = await users.hash_password(wanted.new_password)
    async with call.database.transaction(app, call.request_id) as tx:
        await passwords.change(
            tx, call.by, proved, password_hash=password_hash, client=call.client
        )
    return Reply(body=Message(message=CHANGED))


TOKEN = "kp_q0m2Yb8sJx5VtR1nW7cKfD4hZ6gLpE3aUoIiQyTzXwM"  # noqa: S105 - an example

ROUTES = [
    route(
        "POST",
        "/auth/forgot-password",
        forgot,
        body=AddressOnly,
        shows=Message,
        status=202,
        failures=(AppUnknown, TooManyAttempts),
        unit=Unit.OWN,
        is_public=True,
        example={"email": "anna@acme.example.com"},
    ),
    route(
        "POST",
        "/auth/reset-password",
        reset,
        body=PasswordReset,
        shows=Message,
        failures=(AppUnknown, ResetRefused, TooManyAttempts, UserInvalid),
        unit=Unit.OWN,
        is_public=True,
        example={"token": TOKEN, "password": "another horse battery"},
    ),
    route(
        "POST",
        "/auth/change-password",
        change,
        body=NewPassword,
        shows=Message,
        failures=(
            PasswordWrong,
            TooManyAttempts,
            TooManyLogins,
            UserInvalid,
            UserNeeded,
        ),
        unit=Unit.OWN,
        example={
            "current_password": "correct horse battery",
            "new_password": "another horse battery",
        },
    ),
]
