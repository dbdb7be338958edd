"""A kept response goes only to a user who may still see what it is about."""

from collections.abc import Callable
from typing import Any

import pytest
from staff import accept, company_of, join, told

from world import PDF, Person, World, new_company

KEY = {"idempotency-key": "once"}
PLACE = {
    "street_address": "Sveavägen 9",
    "city": "Stockholm",
    "postal_code": "111 57",
    "country": "SE",
}


def add_address(person: Person, company: str, _: World) -> Any:
    body = {"kind": "billing", **PLACE}
    path = f"/organisations/{company}/addresses"
    return person.post(path, json=body, headers=KEY)


def add_user(person: Person, company: str, world: World) -> Any:
    if company not in _people:
        _people[company] = world.person("vera")
    vera = _people[company]
    body = {"level": "default", "role": "customer", "user_id": str(vera.id)}
    return person.post(f"/organisations/{company}/users", json=body, headers=KEY)


def upload(person: Person, company: str, _: World) -> Any:
    path = f"/organisations/{company}/files"
    return person.post(path, files={"file": ("a.pdf", PDF)}, headers=KEY)


_people: dict[str, Person] = {}

Act = Callable[[Person, str, World], Any]
POSTS = pytest.mark.parametrize("act", [add_address, add_user, upload])


def scene(world: World) -> tuple[Person, Person, str]:
    """Two admins of one company."""
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id, "admin")
    accept(ben, company)
    return anna, ben, company


@POSTS
def test_a_member_gets_it_again(world: World, act: Act):
    _, ben, company = scene(world)
    first = act(ben, company, world)

    again = act(ben, company, world)

    assert first.status_code in (200, 201), first.text
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"


@POSTS
def test_who_was_removed_gets_what_a_stranger_gets(world: World, act: Act):
    anna, ben, company = scene(world)
    act(ben, company, world)
    anna.delete(f"/organisations/{company}/users/{ben.id}")

    assert told(act(ben, company, world)) == (404, "CompanyUnknown")


@POSTS
def test_who_left_gets_what_a_stranger_gets(world: World, act: Act):
    _, ben, company = scene(world)
    act(ben, company, world)
    ben.delete(f"/organisations/{company}/users/{ben.id}")

    assert told(act(ben, company, world)) == (404, "CompanyUnknown")


@POSTS
def test_who_was_demoted_is_no_admin_any_more(world: World, act: Act):
    anna, ben, company = scene(world)
    act(ben, company, world)
    path = f"/organisations/{company}/users/{ben.id}"
    anna.patch(path, json={"level": "default"})

    assert told(act(ben, company, world)) == (403, "AdminNeeded")
    anna.patch(path, json={"level": "admin"})
    assert act(ben, company, world).headers["idempotency-replayed"] == "true"


@POSTS
def test_who_came_back_gets_it_by_their_level_of_now(world: World, act: Act):
    anna, ben, company = scene(world)
    first = act(ben, company, world)
    anna.delete(f"/organisations/{company}/users/{ben.id}")
    join(anna, company, ben.id)

    assert told(act(ben, company, world)) == (403, "AdminNeeded")
    path = f"/organisations/{company}/users/{ben.id}"
    anna.patch(path, json={"level": "admin"})
    assert act(ben, company, world).content == first.content


def test_it_is_so_for_who_registered_the_company(world: World):
    anna, ben = world.person(), world.person("ben")
    body = new_company(status="active")
    first = anna.post("/organisations", json=body, headers=KEY)
    company = first.json()["company"]["id"]
    again = anna.post("/organisations", json=body, headers=KEY)
    assert again.content == first.content
    join(world.machine(), company, ben.id, "admin")
    ben.delete(f"/organisations/{company}/users/{anna.id}")

    gone = anna.post("/organisations", json=body, headers=KEY)

    assert told(gone) == (404, "CompanyUnknown")
    assert company not in gone.text
    join(ben, company, anna.id, "admin")
    back = anna.post("/organisations", json=body, headers=KEY)
    assert back.content == first.content
    assert len(anna.get("/organisations").json()["companies"]) == 1


def test_who_cannot_sign_in_any_more_gets_nothing(world: World):
    _, ben, company = scene(world)
    add_address(ben, company, world)
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND id = $2",
        world.app,
        ben.id,
    )
    body = {"refresh_token": ben.refresh_token}
    assert world.anonymous().post("/auth/refresh", json=body).status_code == 401


def test_a_credential_gets_its_own_responses_again(world: World):
    machine = world.machine()
    first = machine.post("/organisations", json=new_company(), headers=KEY)
    again = machine.post("/organisations", json=new_company(), headers=KEY)

    assert again.content == first.content
