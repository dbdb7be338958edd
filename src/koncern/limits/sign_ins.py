"""Limits of sign-ins, and of what anybody can try without one."""

from koncern.limits.table import KIB, limit

_SIGN_IN = "A sign-in"
SIGN_INS_REMEMBERED = limit(
    _SIGN_IN,
    "Credentials and tokens that one worker remembers, for three seconds each",
    20_000,
    "entries",
    past="the oldest are looked up again",
)
SECRET_BYTES = limit(
    _SIGN_IN,
    "A credential in base64, or an access token",
    4 * KIB,
    "bytes",
    past="401 `CredentialRefused` or `TokenRefused`",
)

_TRIES = "Tries without a sign-in, in one app"
LOGIN_TRIES = limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from one client in 15 minutes",
    10,
    "tries",
    past="429 `TooManyLogins`",
    setting="KONCERN_LOGIN_ATTEMPTS_MAX",
)
LOGIN_TRIES_OF_ADDRESS = limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from all clients in 15 minutes",
    100,
    "tries",
    past="429 `TooManyLogins`, but not for a client that the address signed in from "
    "in the last 30 days",
    setting="KONCERN_ADDRESS_ATTEMPTS_MAX",
)
CLIENT_TRIES = limit(
    _TRIES,
    "Failed sign-ins, sign-ups, requests for mail and used links of one client in "
    "15 minutes",
    300,
    "tries",
    past="429 `TooManyAttempts`",
    setting="KONCERN_CLIENT_ATTEMPTS_MAX",
)
MAILS = limit(
    _TRIES,
    "Mails to one e-mail address that anybody can ask for in 15 minutes",
    5,
    "mails",
    past="429 `TooManyAttempts`; a client that the address signed in from in the last "
    "30 days may ask for as many more",
)
KNOWN_CLIENTS = limit(
    _TRIES,
    "Clients remembered for one e-mail address, for 30 days after the last sign-in",
    20,
    "clients",
    past="the one not seen for the longest time is forgotten",
)
