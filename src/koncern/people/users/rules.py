"""What must hold of a person's profile and password, and how a profile is kept."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UnsetType

from koncern.base import Fault, countries, email_key, email_problem, merge_patch
from koncern.people.users.model import (
    CommunicationPreferences,
    NewUser,
    PersonalAddress,
    Profile,
    User,
    UserInvalid,
    UserPatch,
)
from koncern.standards import identifiers

NESTING_MAX = 20
ADDITIONS_BYTES_MAX = 16_384

_TOO_DEEP = Fault("/additions", f"is nested more than {NESTING_MAX} deep")

# Those of the most used passwords that are long enough for us.
_COMMON = frozenset(
    [
        "0123456789",
        "0987654321",
        "1111111111",
        "1234512345",
        "123456789a",
        "1234567890",
        "12345678910",
        "123456789123",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "9876543210",
        "a123456789",
        "aa123456789",
        "abcdefghij",
        "administrator",
        "asdfghjkl1",
        "iloveyou123",
        "letmein123",
        "password01",
        "password12",
        "password123",
        "password1234",
        "passwordpassword",
        "q1w2e3r4t5",
        "qazwsxedcr",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop",
        "qwertyuiop123",
        "welcome123",
        "zxcvbnm123",
    ]
)


def check_new(new: NewUser, /) -> None:
    """Refuse a user who cannot be, and name everything that is wrong."""
    faults = [*_email_faults(new.email), *profile_faults(new)]
    if new.password is not None:
        faults += password_faults(new.password, new.email)
    if faults:
        raise UserInvalid(faults=faults)


def password_faults(
    password: str, email: str, /, *, at: str = "/password"
) -> Iterator[Fault]:
    """Tell what is wrong with a password that has the right length."""
    key = password.strip().casefold()
    if key in (email_key(email), email_key(email).partition("@")[0]):
        yield Fault(at, "is the e-mail address; whoever knows that could sign in")
    elif key in _COMMON or len(set(key)) == 1:
        yield Fault(at, "is one of those that everybody tries first")


def profile_faults(profile: Profile, /) -> Iterator[Fault]:
    """Tell what is wrong with what a person says of themselves."""
    address = profile.address or PersonalAddress()
    country = address.country_code or ""
    if country and country not in countries():
        yield Fault("/address/country_code", f"{country} is no country of ISO 3166-1")
    if profile.phone_number:
        try:
            identifiers.phone_number(profile.phone_number, country)
        except identifiers.NumberImpossible as problem:
            yield Fault("/phone_number", str(problem))
    if profile.additions:
        if _is_too_deep(profile.additions):
            yield _TOO_DEEP
        elif len(msgspec.json.encode(profile.additions)) > ADDITIONS_BYTES_MAX:
            yield Fault("/additions", f"is larger than {ADDITIONS_BYTES_MAX} bytes")


def columns_of(profile: Profile, /) -> dict[str, str | None]:
    """Return a profile as its columns keep it; an empty text is nothing."""
    return {
        "first_name": profile.first_name or None,
        "last_name": profile.last_name or None,
        "phone_number": profile.phone_number or None,
        "language": profile.language,
        "communication_preferences": _json(
            profile.communication_preferences or CommunicationPreferences()
        ),
        "address": _json(profile.address or PersonalAddress()),
        "additions": _json(profile.additions or {}),
    }


def profile_of(user: User, /) -> Profile:
    """Return what a user says of themselves."""
    names = (field.name for field in msgspec.structs.fields(Profile))
    return Profile(**{name: getattr(user, name) for name in names})


def patched(user: User, patch: UserPatch, /) -> Profile:
    """Return what comes of a JSON Merge Patch (RFC 7396) of what a user says."""
    if not isinstance(patch.email, UnsetType) and patch.email != user.email:
        raise UserInvalid(
            faults=[Fault("/email", "is not changed here: it has to be confirmed")]
        )
    # Before it is gone through: JSON may be nested deeper than Python likes.
    if isinstance(patch.additions, dict) and _is_too_deep(patch.additions):
        raise UserInvalid(faults=[_TOO_DEEP])
    sent = msgspec.to_builtins(patch)
    names = Profile.__struct_fields__
    wanted = {name: sent[name] for name in names if name in sent}
    profile = msgspec.convert(
        merge_patch(msgspec.to_builtins(profile_of(user)), wanted), Profile
    )
    if faults := [*profile_faults(profile)]:
        raise UserInvalid(faults=faults)
    return profile


def read_user(**row: Any) -> User:
    """Return a user of their row, whose parts are kept as JSON."""
    decode = msgspec.json.decode
    row["communication_preferences"] = decode(
        row["communication_preferences"], type=CommunicationPreferences
    )
    row["address"] = decode(row["address"], type=PersonalAddress)
    row["additions"] = decode(row["additions"])
    return User(**row)


def _email_faults(email: str) -> Iterator[Fault]:
    if problem := email_problem(email):
        yield Fault("/email", problem)


def _is_too_deep(value: Any, levels: int = NESTING_MAX) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_too_deep(item, levels - 1) for item in value)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
