"""All attacks, in the order in which they are carried out."""

import sys
from dataclasses import replace

from attack import (
    accounts,
    archives,
    bodies,
    claims,
    disk,
    floods,
    headers,
    outages,
    records,
    sockets,
    uploads,
)
from attack.model import Family
from attack.plan import Plan

FAMILIES: tuple[Family, ...] = (
    accounts.FAMILY,
    claims.FAMILY,
    claims.APPROVAL,
    outages.FAMILY,
    sockets.FAMILY,
    headers.FAMILY,
    bodies.FAMILY,
    records.FAMILY,
    archives.FAMILY,
    uploads.FAMILY,
    floods.FAMILY,
    disk.FAMILY,
)


def chosen(plan: Plan) -> tuple[Family, ...]:
    """Return the families with the attacks that a plan asks for."""
    names = {name for each in FAMILIES for name in (each.name, *_names(each))}
    if unknown := set(plan.only) - names:
        sys.exit(f"ATTACK_ONLY: no attack or family is named {', '.join(unknown)}.")
    families = (
        replace(
            family,
            attacks=tuple(
                attack
                for attack in family.attacks
                if (attack.in_short or not plan.is_short)
                and (not plan.only or {family.name, attack.name} & {*plan.only})
            ),
        )
        for family in FAMILIES
    )
    return tuple(family for family in families if family.attacks)


def _names(family: Family) -> tuple[str, ...]:
    return tuple(attack.name for attack in family.attacks)
