"""What comes of a company's addresses when one is added, changed or taken away.

Exactly one of each kind is the default: who takes it takes it from another, and who
gives it up leaves it to the oldest of the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern.base import Failure, Fault
from koncern.companies import CompanyInvalid
from koncern.people.memberships import Level
from koncern.profile.addresses.model import (
    WRITTEN,
    AddedAddress,
    Address,
    AddressInvalid,
    AddressUnknown,
    Kept,
    Kind,
    NumbersOfAnotherCountry,
)

Facts = dict[str, Any]


def with_added(kept: Sequence[Facts], new: AddedAddress) -> list[Facts]:
    """Return the addresses of a kind with a new one behind them."""
    facts = msgspec.to_builtins(new)
    others = _without_default(kept) if new.is_default else kept
    return [*others, {name: facts[name] for name in WRITTEN}]


def with_changed(kept: Sequence[Facts], place: int, sent: Facts) -> list[Facts]:
    """Return the addresses of a kind with one of them changed."""
    old, new = kept[place], kept[place] | sent
    before, after = kept[:place], kept[place + 1 :]
    if new["is_default"] and not old["is_default"]:
        before, after = _without_default(before), _without_default(after)
    others = [*before, *after]
    if old["is_default"] and not new["is_default"]:
        others = _with_default(others)
    return [*others[:place], new, *others[place:]]


def without(kept: Sequence[Facts], place: int) -> list[Facts]:
    """Return the addresses of a kind but one."""
    others = [*kept[:place], *kept[place + 1 :]]
    return _with_default(others) if kept[place]["is_default"] else others


def sent_of(patch: Struct, kind: Kind) -> Facts:
    """Return what a patch says of an address of a kind, and of nothing else."""
    sent: Facts = msgspec.to_builtins(patch)
    if sent.get("kind", kind) != kind:
        fault = Fault(
            "/kind", f"is {kind} and stays so; add the address as another one"
        )
        raise AddressInvalid(faults=[fault])
    return {name: sent[name] for name in WRITTEN if name in sent}


def find(document: Mapping[str, Any], address: UUID) -> tuple[Kind, int]:
    """Return the kind of a company's address, and its place among those."""
    for kind in Kind:
        for place, facts in enumerate(document[kind.field]):
            if facts["id"] == str(address):
                return kind, place
    raise AddressUnknown


def address_failure(invalid: CompanyInvalid, at: str) -> Failure:
    """Say of one address what is wrong with the company that would come of it."""
    own = [
        Fault(fault.pointer.removeprefix(at), fault.detail)
        for fault in invalid.faults
        if fault.pointer.startswith(f"{at}/")
    ]
    if own:
        return AddressInvalid(faults=own)
    said = "; ".join(f"{fault.pointer[1:]} {fault.detail}" for fault in invalid.faults)
    return NumbersOfAnotherCountry(f"{NumbersOfAnotherCountry.sentence()} {said}.")


def listed(kept: Kept, user: UUID | None, asked: UUID | None) -> Iterator[Address]:
    """Return the addresses that a user may use, or with nobody named, all of them.

    The restrictions are told to those who may change them: admins and credentials.
    """
    restrictions = _restrictions_of(kept.restrictions)
    is_told = user is None or kept.level != Level.DEFAULT
    whose, level = user, kept.level
    if asked is not None:
        whose, level = asked, kept.level_of_asked
    for kind in Kind:
        for facts in msgspec.json.decode(getattr(kept, kind.field)):
            named = restrictions.get(facts["id"], [])
            if whose is None or may_use(whose, level, named):
                yield Address(
                    kind=kind, facts=facts, restricted_to=named if is_told else None
                )


def may_use(user: UUID, level: Level | None, named: Sequence[UUID]) -> bool:
    """Tell whether somebody may use an address at which some users are named."""
    if level is None:
        return False
    return level != Level.DEFAULT or not named or user in named


def _restrictions_of(told: str) -> dict[str, list[UUID]]:
    """Return the users who are named at addresses, by the addresses' ids."""
    return msgspec.json.decode(told, type=dict[str, list[UUID]])


def _without_default(addresses: Sequence[Facts]) -> list[Facts]:
    return [address | {"is_default": False} for address in addresses]


def _with_default(addresses: Sequence[Facts]) -> list[Facts]:
    if not addresses:
        return []
    oldest = min(addresses, key=lambda address: str(address["created_at"]))
    return [
        address | {"is_default": address["id"] == oldest["id"]} for address in addresses
    ]
