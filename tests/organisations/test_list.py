"""Listing companies."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from httpx import Response
from uuid_utils.compat import uuid7

from clients import Client
from koncern import companies
from koncern.base import Actor, Scope
from koncern.companies import Facts
from koncern.db import Tx
from koncern.people import memberships
from koncern.people.memberships import Level
from world import Person, World, new_company


def follow(world: World, client: Client | Person, reply: Response, to: str) -> Response:
    """Go where a page's `Link` header leads: its paths begin at the host."""
    return client.get(world.url + reply.links[to]["url"])


def names_of(world: World, client: Client | Person, reply: Response) -> Iterator[str]:
    """Follow `next` from page to page; yield each company's name."""
    while True:
        assert reply.status_code == 200, reply.text
        yield from (company["name"] for company in reply.json()["companies"])
        if "next" not in reply.links:
            return
        reply = follow(world, client, reply, "next")


def fill(world: World, person: Person, count: int) -> list[str]:
    """Give a person so many companies; return their names in order."""
    names = [f"Company {number}" for number in range(count)]

    async def register(tx: Tx, actor: Actor) -> None:
        for name in names:
            company: UUID = uuid7()
            facts = Facts(name=name)
            await companies.add(tx, actor, company, facts, status="active")
            await memberships.add(
                tx, actor, company, user=person.id, level=Level.DEFAULT
            )

    world.act(register)
    return names


def test_a_user_sees_their_own_with_their_place_in_each(world: World):
    world.machine().post("/roles", json={"slug": "buyer", "name": "Buyer"})
    anna, charlie = world.person(), world.person("charlie")
    charlie.post("/organisations", json=new_company("Charlie's"))
    first = anna.post("/organisations", json=new_company("First")).json()["company"]
    second = anna.post(
        "/organisations", json=new_company("Second", role="buyer")
    ).json()["company"]

    reply = anna.get("/organisations")

    assert reply.status_code == 200
    assert reply.json() == {
        "companies": [
            first | {"level": "admin", "role": None, "role_name": None},
            second | {"level": "admin", "role": "buyer", "role_name": "Buyer"},
        ],
        "pagination": {},
    }


def test_a_credential_sees_all_without_a_place(world: World):
    for name in ("anna", "charlie"):
        world.person(name).post("/organisations", json=new_company(name))

    listed = world.machine(Scope.READ).get("/organisations").json()["companies"]

    assert [company["name"] for company in listed] == ["anna", "charlie"]
    assert not any({"level", "role", "role_name"} & set(each) for each in listed)


def test_a_newcomer_sees_none(world: World):
    reply = world.person().get("/organisations")

    assert reply.json() == {"companies": [], "pagination": {}}
    assert "link" not in reply.headers


def test_another_apps_companies_are_not_in_it(world: World, other_world: World):
    other_world.person("mallory").post("/organisations", json=new_company())

    assert world.machine().get("/organisations").json()["companies"] == []


def test_all_of_many_companies_are_reached(world: World):
    anna = world.person()
    names = fill(world, anna, 250)

    assert len(anna.get("/organisations").json()["companies"]) == 50
    for client, query in (
        (anna, ""),
        (anna, "?limit=100"),
        (world.machine(), "?limit=99"),
    ):
        first = client.get(f"/organisations{query}")
        assert list(names_of(world, client, first)) == names


def test_pages_lead_forward_and_back(world: World):
    anna = world.person()
    names = fill(world, anna, 5)

    first = anna.get("/organisations?limit=2")
    second = follow(world, anna, first, "next")
    third = follow(world, anna, second, "next")
    back = follow(world, anna, third, "prev")
    start = follow(world, anna, back, "prev")

    def shown(reply):
        return [company["name"] for company in reply.json()["companies"]]

    assert [shown(each) for each in (first, second, third)] == [
        names[:2],
        names[2:4],
        names[4:],
    ]
    assert shown(back) == names[2:4]
    assert shown(start) == names[:2]
    assert set(first.links) == {"next"}
    assert set(third.links) == {"prev"}
    assert set(start.links) == {"next"}
    cursors = second.json()["pagination"]
    assert cursors["after"] in second.links["next"]["url"]
    assert cursors["before"] in second.links["prev"]["url"]


def test_a_page_that_fills_the_list_leads_nowhere(world: World):
    anna = world.person()
    fill(world, anna, 3)

    assert anna.get("/organisations?limit=3").links == {}


def test_what_is_added_meanwhile_shifts_nothing(world: World):
    anna = world.person()
    names = fill(world, anna, 4)
    first = anna.get("/organisations?limit=2")
    anna.post("/organisations", json=new_company("Late"))

    rest = list(names_of(world, anna, follow(world, anna, first, "next")))

    assert rest == [*names[2:], "Late"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=-1", "/limit"),
        ("limit=abc", "/limit"),
        ("limit=", "/limit"),
        ("limit=99999999999999999999", "/limit"),
        ("after=nonsense", "/after"),
        ("after=", "/after"),
        (
            "after=%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4",
            "/after",
        ),
        ("before=%00", "/before"),
        ("before=" + "A" * 65, "/before"),
        ("after=AAAAAAAAAAAAAAAAAAAAAA&before=AAAAAAAAAAAAAAAAAAAAAA", "/before"),
        ("order=name", "/order"),
        ("limit=1&limit=2", "/limit"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(
    world: World, query: str, pointer: str
):
    reply = world.person().get(f"/organisations?{query}")

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


def test_nobody_lists_without_signing_in(world: World):
    assert world.anonymous().get("/organisations").status_code == 401
