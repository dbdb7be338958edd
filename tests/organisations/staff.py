"""Companies with people in them."""

from typing import Any
from uuid import UUID

from clients import Client
from world import Person, World, new_company


def company_of(owner: Person, **more: Any) -> str:
    """Register a company; return its id. Its owner is its admin."""
    body = new_company(status="active") | more
    reply = owner.post("/organisations", json=body)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def join(
    client: Client | Person, company: str, user: UUID, level: str = "default"
) -> None:
    """Add a user to a company through the API."""
    body = {"level": level, "role": "customer", "user_id": str(user)}
    reply = client.post(f"/organisations/{company}/users", json=body)
    assert reply.status_code == 200, reply.text


def accept(person: Person, company: str) -> None:
    """Let somebody accept that another user added them to a company."""
    reply = person.post(f"/organisations/{company}/users/me/acceptance")
    assert reply.status_code == 200, reply.text


def levels(world: World, company: str) -> dict[str, str]:
    """Return the level of each user of a company, by their id."""
    rows = world.operator.query(
        'SELECT "user"::text AS id, level FROM membership WHERE app_id = $1 '
        "AND company = $2::text::uuid",
        world.app,
        company,
    )
    return {row["id"]: row["level"] for row in rows}


def told(reply: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return reply.status_code, reply.json()["code"]
