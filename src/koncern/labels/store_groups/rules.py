"""What must hold of a store group and its markets before they are kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from koncern.base import Fault, countries, currencies, first_faults, locale_problem
from koncern.labels.store_groups.model import Market, NewMarket, StoreGroupInvalid


def checked(
    facts: Mapping[str, Any], kept: Sequence[Market], now: datetime
) -> dict[str, Any]:
    """Check what is said of a store group; a market with a known slug stays the same."""
    known = {market.slug: market for market in kept}
    asked = facts.get("markets", ())
    faults = first_faults(_faults(asked, known))
    country = facts.get("country_of_sale")
    if country and country not in countries():
        faults.append(Fault("/country_of_sale", "is no country of ISO 3166-1"))
    if faults:
        raise StoreGroupInvalid(faults=faults)
    if "markets" not in facts:
        return dict(facts)
    markets = [
        known[each]
        if isinstance(each, str)
        else _market(each, known.get(each.slug), now)
        for each in asked
    ]
    return {**facts, "markets": markets}


def _faults(
    asked: Sequence[str | NewMarket], known: dict[str, Market]
) -> Iterator[Fault]:
    seen = set()
    for place, each in enumerate(asked):
        pointer = f"/markets/{place}"
        slug = each if isinstance(each, str) else each.slug
        if slug in seen:
            yield Fault(pointer, f"{slug} is named more than once")
        seen.add(slug)
        if isinstance(each, NewMarket):
            yield from _market_faults(each, pointer)
        elif slug not in known:
            yield Fault(pointer, "is no market of this store group; describe it")


def _market_faults(market: NewMarket, pointer: str) -> Iterator[Fault]:
    for place, country in enumerate(market.country_codes):
        if country not in countries():
            yield Fault(
                f"{pointer}/country_codes/{place}", "is no country of ISO 3166-1"
            )
    if market.currency_code and market.currency_code not in currencies():
        yield Fault(f"{pointer}/currency_code", "is no currency of ISO 4217")
    if market.locale and (problem := locale_problem(market.locale)):
        yield Fault(f"{pointer}/locale", problem)


def _market(new: NewMarket, kept: Market | None, now: datetime) -> Market:
    facts: dict[str, Any] = {
        "slug": new.slug,
        "name": new.name,
        "active": new.active,
        "country_codes": list(dict.fromkeys(new.country_codes)),
        "currency_code": new.currency_code,
        "locale": new.locale,
        "is_tax_exemption_eligible": new.is_tax_exemption_eligible,
        "is_tax_included_in_price": new.is_tax_included_in_price,
    }
    if kept is None:
        return Market(id=uuid7(), created_at=now, updated_at=now, **facts)
    changed = msgspec.structs.replace(kept, **facts)
    return kept if changed == kept else msgspec.structs.replace(changed, updated_at=now)
