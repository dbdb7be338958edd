"""Attacks on companies: terms taken, numbers claimed, names learnt, keys replayed."""

from typing import Any

from attack.model import Attack, Family, Target
from attack.scene import company

TERMS: dict[str, Any] = {
    "credit_check": True,
    "tax_status": "TAX_EXEMPT",
    "external_ref": "ERP-4711",
    "customer_groups": ["vip"],
    "store_groups": ["vip"],
}
NUMBER, OTHER_NUMBER = "556036-0793", "556016-0680"
SECRET_NAME = "Secret Holding of Anna"


def sellers_terms(target: Target) -> None:
    """Register active companies with terms that are the seller's to set."""
    scene = target.scene
    for path in ("/customer-groups", "/store-groups"):
        scene.post(path, {"slug": "vip", "name": "VIP"}, by="")
    for name, value in TERMS.items():
        body = company(f"With {name}", status="active") | {name: value}
        answer = scene.post("/organisations", body, by="charlie")
        target.tally.answered(answer.status)
        made = answer.json().get("company", {})
        has_it = made.get("status") == "active" and _has(made.get(name), value)
        target.tally.expect(f"{name} was set by a user", holds=not has_it)
    body = company("Plain", status="active")
    status = scene.post("/organisations", body, by="charlie").status
    target.tally.expect(f"plain registration got {status}", holds=status == 200)


def _has(found: Any, value: Any) -> bool:
    return bool(found) if isinstance(value, list) else found == value


def learnt_names(target: Target) -> None:
    """Try the number of somebody's company; the answer may not say whose it is."""
    scene = target.scene
    body = company(SECRET_NAME, status="active", organisation_number=NUMBER)
    made = scene.post("/organisations", body, by="anna")
    id_ = str(made.json().get("company", {}).get("id"))
    body = company("Curious", status="active", organisation_number=NUMBER)
    answer = scene.post("/organisations", body, by="charlie")
    target.tally.answered(made.status)
    target.tally.answered(answer.status)
    for what, word in (("name", SECRET_NAME), ("id", id_)):
        told = f"{answer.status} tells a stranger the {what} of the other company"
        target.tally.expect(told, holds=word.encode() not in answer.body)


def claimed_number(target: Target) -> None:
    """Claim somebody's number by a pending registration; they are not kept out."""
    scene = target.scene
    for name, who in (("Stranger", "charlie"), ("Honest", "anna")):
        whole = company(name, organisation_number=OTHER_NUMBER)
        answer = scene.post("/organisations", whole, by=who)
        target.tally.answered(answer.status)
    made = answer.json().get("company", {}).get("id")
    told = f"a pending claim keeps the owner out: {answer.status}"
    target.tally.expect(told, holds=answer.status == 200)
    if made:
        approved = scene.post(f"/registrations/{made}/approval", by="").status
        target.tally.answered(approved)
        target.tally.expect(f"approval got {approved}", holds=approved == 200)


def replayed_key(target: Target) -> None:
    """Remove a member who then repeats a request with its key."""
    scene = target.scene
    made = scene.post(
        "/organisations", company("Keyed", status="active"), by="anna"
    ).json()
    root = f"/organisations/{made['company']['id']}"
    member = {"level": "admin", "user_id": scene.users["ben"]}
    scene.post(f"{root}/users", member, by="anna")
    address = {"kind": "shipping", "street_address": "Storgatan 1", "city": "Stockholm"}
    body = address | {"postal_code": "111 22", "country": "SE"}
    headers = {"idempotency_key": "kept-by-ben"}
    first = scene.call("POST", f"{root}/addresses", body, "ben", **headers).status
    removed = scene.call("DELETE", f"{root}/users/{scene.users['ben']}", by="anna")
    again = scene.call("POST", f"{root}/addresses", body, "ben", **headers).status
    for status in (first, removed.status, again):
        target.tally.answered(status)
    told = f"a removed member repeats a key and gets {again}"
    target.tally.expect(told, holds=again >= 400)
    target.tally.expect(f"the first request got {first}", holds=first == 201)


FAMILY = Family(
    "claims",
    tuple(
        Attack(name, story, run, is_measured=False)
        for name, story, run in (
            (
                "seller's terms",
                "A user registers an active company with the seller's terms.",
                sellers_terms,
            ),
            ("409 names others", "A user tries somebody's number.", learnt_names),
            ("replayed key", "A removed member repeats a keyed POST.", replayed_key),
        )
    ),
)

APPROVAL = Family(
    "approval",
    (
        Attack(
            "claimed number",
            "A pending registration claims somebody's number.",
            claimed_number,
            is_measured=False,
        ),
    ),
    policy="approval",
)
