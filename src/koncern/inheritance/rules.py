"""Pure rules: which fields can flow down, and what a company may set of each."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from koncern.base import Fault, escaped, find_harmful, first_faults
from koncern.companies import CompanyInvalid, NewCompany
from koncern.companies.patch import Stored
from koncern.inheritance.model import (
    FieldNotInherited,
    FieldUnknown,
    Kept,
    PaymentTerms,
    PriceList,
    SettingValueInvalid,
)

CUSTOM = "custom_fields."
GROUPS = ("customer_groups", "store_groups")
FIELDS = (
    "credit_check",
    "customer_groups",
    "payment_terms",
    "price_list",
    "store_groups",
)
_KEY_MAX = 200
_GROUPS_MAX = 200
_NAMED_MAX = 20
_GROUP = {each.name: each.type for each in msgspec.structs.fields(NewCompany)}

_TERMS = {
    "days": "must be a whole number of days, from 0 to 365",
    "counted_from": "must be invoice_date or end_of_month",
    "code": "must be one line of at most 100 characters",
}


class Override(Struct, frozen=True, kw_only=True):
    """What a company sets of a field: in its own place, if there is one, and here."""

    kept: Kept = Kept()
    own: Any = UNSET


def check_name(field: str) -> None:
    """Refuse the name of a field that cannot flow down, whatever an app declares."""
    key = field.removeprefix(CUSTOM)
    is_custom = field.startswith(CUSTOM) and 0 < len(key) <= _KEY_MAX
    if field not in FIELDS and not (is_custom and not any(find_harmful(key))):
        valid = ", ".join((*FIELDS, f"{CUSTOM}<key>"))
        raise FieldUnknown(faults=[Fault("/field", f"cannot flow down; {valid} can")])


def not_inherited(declared: Sequence[str]) -> FieldNotInherited:
    """Return the failure that names the fields which flow down."""
    detail = "does not flow down in this app, and no other field does"
    if declared:
        more = ", …" if len(declared) > _NAMED_MAX else ""
        named = ", ".join(declared[:_NAMED_MAX]) + more
        detail = f"does not flow down in this app; what does: {named}"
    return FieldNotInherited(faults=[Fault("/field", detail)])


def is_custom(field: str) -> bool:
    """Tell whether a field is one of the app's own making."""
    return field.startswith(CUSTOM)


def override_of(field: str, value: Any) -> Override:
    """Return what a value means for a company's own place, and for what is kept here."""
    if faults := first_faults(_faults(field, value)):
        raise SettingValueInvalid(faults=faults)
    if value is None or (field in GROUPS and not value):
        return Override(kept=Kept(value=None), own=_nothing(field))
    if field == "payment_terms":
        terms = msgspec.convert(value, PaymentTerms)
        return Override(kept=Kept(value=msgspec.to_builtins(terms)))
    if field == "price_list":
        return Override(kept=Kept(value=value))
    if value is False and field == "credit_check":
        return Override(kept=Kept(value=False), own=False)
    return Override(own=value)


def no_override(field: str) -> Override:
    """Return what it means that a company sets nothing of a field, and inherits it."""
    return Override(own=_nothing(field))


def sent_of(held: Stored, field: str, own: Any) -> tuple[Stored, dict[str, Any]]:
    """Return a change of a field's own place as a merge patch of a company.

    A custom field is replaced as a whole, which no merge patch can say: so the company is
    taken as if it had the new value already, and only checked.
    """
    if not is_custom(field):
        return held, {field: own}
    document = msgspec.json.decode(held.document)
    kept = document["custom_fields"]
    kept.pop(field.removeprefix(CUSTOM), None)
    if own is not None:
        kept[field.removeprefix(CUSTOM)] = own
    printed = msgspec.json.encode(document)
    return msgspec.structs.replace(held, document=printed), {"custom_fields": {}}


def value_failure(invalid: CompanyInvalid, field: str) -> SettingValueInvalid:
    """Return what is wrong with a company after a change as faults of the value."""
    place = f"/{field.partition('.')[0]}"
    return SettingValueInvalid(
        faults=[
            Fault(f"/value{fault.pointer.removeprefix(place)}", fault.detail)
            for fault in invalid.faults
        ]
    )


def _nothing(field: str) -> Any:
    """Return what a field's own place holds when nothing is set there."""
    if field in GROUPS:
        return []
    if field == "credit_check":
        return False
    return None if is_custom(field) else UNSET


def _faults(field: str, value: Any) -> Iterator[Fault]:
    if value is None or is_custom(field):
        return
    if field in GROUPS:
        yield from _group_faults(field, value)
    elif field == "payment_terms":
        yield from _terms_faults(value)
    elif field == "credit_check" and not isinstance(value, bool):
        yield Fault("/value", "must be true, false or null")
    elif field == "price_list" and not _is(value, PriceList):
        yield Fault(
            "/value",
            "must be one line of 1 to 100 characters that is not blank, or null",
        )


def _terms_faults(value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault("/value", "must be an object with the number of days, or null")
        return
    known = {each.name: each for each in msgspec.structs.fields(PaymentTerms)}
    if "days" not in value:
        yield Fault("/value/days", "is required")
    for name, each in value.items():
        if name not in known:
            yield Fault(f"/value/{escaped(name)}", "is no field of payment terms")
        elif not _is(each, known[name].type):
            yield Fault(f"/value/{name}", _TERMS[name])


def _group_faults(field: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list) or len(value) > _GROUPS_MAX:
        yield Fault("/value", f"must be a list of at most {_GROUPS_MAX}, or null")
        return
    for place, each in enumerate(value):
        if not _is([each], _GROUP[field]):
            yield Fault(
                f"/value/{place}", "must be an id or a slug, or an object with one"
            )


def _is(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
