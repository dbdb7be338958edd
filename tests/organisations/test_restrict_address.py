"""Restricting an address to members of its company, and lifting that."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from addresses import added, join, listed, register

from koncern.base import Scope
from koncern.people.memberships import Level
from world import Person, World


class Office:
    """A company with an admin, two members, and an address that Ben may use."""

    def __init__(self, world: World) -> None:
        self.anna = world.person()
        self.company = register(self.anna, billing_address=[])
        self.ben = join(world, self.company, "ben")
        self.dora = join(world, self.company, "dora")
        self.address = added(self.anna, self.company)["id"]
        self.path = f"/organisations/{self.company}/addresses/{self.address}"

    def restrict(self, *people: Person) -> Any:
        users = [str(person.id) for person in people]
        path = f"/organisations/{self.company}/addresses/{self.address}/users"
        return self.anna.put(path, json={"user_ids": users})

    def may(self, person: Person) -> bool:
        return bool(listed(person, self.company))


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_it_is_used_by_those_who_are_named_and_by_admins(world: World, office: Office):
    reply = office.restrict(office.ben)

    assert reply.status_code == 200
    assert reply.json()["address"]["restricted_to"] == [str(office.ben.id)]
    assert [office.may(office.ben), office.may(office.dora)] == [True, False]
    eve = join(world, office.company, "eve", Level.ADMIN)
    for who in (office.anna, eve, world.machine(Scope.READ)):
        (shown,) = listed(who, office.company)
        assert shown["restricted_to"] == [str(office.ben.id)]
    (shown,) = listed(office.ben, office.company)
    assert shown["restricted_to"] is None
    assert office.ben.get(office.path).status_code == 200
    assert office.dora.get(office.path).status_code == 404


def test_the_company_itself_still_shows_it(office: Office):
    office.restrict(office.ben)

    shown = office.dora.get(f"/organisations/{office.company}").json()["company"][
        "shipping_address"
    ]

    assert [each["id"] for each in shown] == [office.address]


def test_a_shop_asks_what_a_member_may_use(world: World, office: Office):
    office.restrict(office.ben)

    for who in (world.machine(Scope.READ), office.anna):
        for user, seen in ((office.ben.id, 1), (office.dora.id, 0), (uuid4(), 0)):
            found = listed(who, office.company, f"?usable_by={user}")
            assert len(found) == seen
    assert len(listed(office.ben, office.company, f"?usable_by={office.ben.id}")) == 1
    path = f"/organisations/{office.company}/addresses?usable_by={office.dora.id}"
    assert office.ben.get(path).status_code == 403
    assert (
        office.anna.get(
            f"/organisations/{office.company}/addresses?usable_by=x"
        ).status_code
        == 400
    )


def test_members_are_named_and_dropped_one_by_one(office: Office):
    for person in (office.ben, office.dora, office.ben):
        assert office.anna.put(f"{office.path}/users/{person.id}").status_code == 200
    named = office.anna.get(f"{office.path}/users").json()["items"]
    assert [each["user_id"] for each in named] == [
        str(person.id) for person in (office.ben, office.dora)
    ]
    assert {each["is_member"] for each in named} == {True}

    path = f"{office.path}/users/{office.ben.id}"
    reply = office.anna.delete(path)

    assert reply.json()["address"]["restricted_to"] == [str(office.dora.id)]
    assert not office.may(office.ben)
    again = office.anna.delete(path)
    assert (again.status_code, again.json()["code"]) == (404, "RestrictionUnknown")


def test_the_published_call_lifts_it(office: Office):
    office.restrict(office.ben)
    path = f"/organisations/{office.company}/address/{office.address}"
    body = {"merchant_user_id": str(office.ben.id)}

    reply = office.anna.client.request("DELETE", path, json=body)

    assert reply.status_code == 200
    assert reply.json() == {"message": "User restriction removed successfully"}
    assert office.may(office.dora)
    assert office.anna.get(office.path).json()["address"]["restricted_to"] == []
    for wrong in (body, {"merchant_user_id": str(uuid4())}):
        again = office.anna.client.request("DELETE", path, json=wrong)
        assert (again.status_code, again.json()["code"]) == (404, "RestrictionUnknown")
    for wrong in ({}, {"merchant_user_id": 7}, {"user": str(office.ben.id)}):
        reply = office.anna.client.request("DELETE", path, json=wrong)
        assert reply.status_code == 400


def test_it_is_on_the_record_and_counts_a_version(world: World, office: Office):
    before = office.anna.get(office.path).headers["etag"]

    first = office.restrict(office.ben)
    again = office.restrict(office.ben, office.ben)

    assert before != first.headers["etag"] == again.headers["etag"]
    changes = [each for each in world.history(office.company) if "restriction" in each]
    assert changes == ["address.restriction_changed"]


def test_who_is_no_member_is_named(world: World, office: Office):
    stranger = world.person("charlie")

    reply = office.restrict(office.ben, stranger)
    alone = office.anna.put(f"{office.path}/users/{stranger.id}")

    for refused, pointer in ((reply, "/user_ids/1"), (alone, "/user_id")):
        assert refused.status_code == 400
        assert refused.json()["code"] == "RestrictionInvalid"
        assert refused.json()["errors"] == [
            {
                "pointer": pointer,
                "detail": f"{stranger.id} is no member of this company",
            }
        ]
    assert office.may(office.dora)
    too_many = {"user_ids": [str(uuid4())] * 201}
    assert office.anna.put(f"{office.path}/users", json=too_many).status_code == 400


def test_who_leaves_stays_named_so_that_it_opens_to_nobody(
    world: World, office: Office
):
    office.restrict(office.ben)
    world.operator.query(
        'DELETE FROM membership WHERE app_id = $1 AND "user" = $2 RETURNING company',
        world.app,
        office.ben.id,
    )

    assert not office.may(office.dora)
    (named,) = office.anna.get(f"{office.path}/users").json()["items"]
    assert (named["user_id"], named["is_member"]) == (str(office.ben.id), False)
    assert office.restrict(office.ben, office.dora).status_code == 200
    assert (
        office.ben.get(f"/organisations/{office.company}/addresses").status_code == 404
    )


def test_an_address_that_goes_takes_its_restrictions_along(
    world: World, office: Office
):
    office.restrict(office.ben)
    office.anna.patch(f"/organisations/{office.company}", json={"comment": "stays"})
    second = added(office.anna, office.company)["id"]
    office.anna.put(
        f"/organisations/{office.company}/addresses/{second}/users/{office.ben.id}"
    )
    assert rows(world) == 2

    office.anna.delete(office.path)
    assert rows(world) == 1
    office.anna.patch(f"/organisations/{office.company}", json={"shipping_address": []})

    assert rows(world) == 0


def rows(world: World) -> int:
    (found,) = world.operator.query(
        "SELECT count(*) AS number FROM address_restriction WHERE app_id = $1",
        world.app,
    )
    return int(found["number"])


def test_only_admins_and_credentials_may(world: World, office: Office):
    path = f"{office.path}/users/{office.ben.id}"

    for who in (office.ben, world.machine(Scope.READ)):
        for reply in (
            who.put(path),
            who.delete(path),
            who.put(f"{office.path}/users", json={"user_ids": []}),
        ):
            assert reply.status_code == 403
    assert office.ben.get(f"{office.path}/users").status_code == 403
    assert world.person("charlie").put(path).status_code == 404
    assert world.machine().put(path).status_code == 200
    stale = office.anna.delete(path, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    world.machine().delete(f"/organisations/{office.company}")
    assert office.anna.delete(path).json()["code"] == "CompanyArchived"


def test_those_named_at_once_are_all_kept(world: World, office: Office):
    people = [join(world, office.company, f"p{n}") for n in range(5)]

    def name(person: Person) -> int:
        return office.anna.put(f"{office.path}/users/{person.id}").status_code

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(name, people)) == [200] * 5

    named = office.anna.get(office.path).json()["address"]["restricted_to"]
    assert sorted(named) == sorted(str(person.id) for person in people)


def test_a_users_restrictions_are_listed_as_published(world: World, office: Office):
    office.restrict(office.ben)
    second = added(office.anna, office.company)["id"]
    office.anna.put(
        f"/organisations/{office.company}/addresses/{second}/users/{office.ben.id}"
    )
    path = f"/users/{office.ben.id}/address-restrictions"

    whole = office.ben.get(path).json()
    first = world.machine(Scope.READ).get(f"{path}?limit=1")

    shown = whole["address_restrictions"]
    assert [each["address_id"] for each in shown] == [office.address, second]
    assert shown[0] == {
        "address_id": office.address,
        "formatted_address": "Hamngatan 12, SE-411 05 GÖTEBORG, SWEDEN",
        "organisation_id": office.company,
        "organisation_name": "Company",
        "organisation_number": None,
    }
    assert first.json()["address_restrictions"] == shown[:1]
    after = first.json()["pagination"]["after"]
    rest = office.ben.get(f"{path}?after={after}").json()
    assert rest["address_restrictions"] == shown[1:]


def test_a_users_restrictions_are_nobody_elses_business(
    world: World, other_world: World, office: Office
):
    path = f"/users/{office.ben.id}/address-restrictions"

    assert office.anna.get(path).status_code == 404
    assert world.machine().get(f"/users/{uuid4()}/address-restrictions").is_error
    assert other_world.machine().get(path).status_code == 404
