"""Listing the users of a company."""

from uuid import uuid4

from staff import accept, company_of, join, told

from koncern.base import Scope
from world import World

PUBLISHED = {
    *("additions", "address", "app_id", "attributes", "communication_preferences"),
    *("created_at", "email", "email_verified", "files", "first_name", "id"),
    *("is_super_admin", "language", "last_login_at", "last_name", "level", "market"),
    *("market_currency", "market_id", "organisations", "phone_number", "role"),
    *("role_name", "status", "tags", "updated_at"),
}


def test_members_see_each_other_with_all_that_is_published(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)
    accept(ben, company)

    reply = ben.get(f"/organisations/{company}/users")

    assert reply.status_code == 200
    first, second = reply.json()["items"]
    assert (first["id"], second["id"]) == (str(anna.id), str(ben.id))
    assert set(first) == PUBLISHED
    assert first["app_id"] == str(world.app)
    assert first["email_verified"] is True
    assert (first["level"], second["level"]) == ("admin", "default")
    assert (second["role"], second["role_name"]) == ("customer", "Customer")
    assert second["email"] == ben.email
    assert "password" not in reply.text


def test_a_member_sees_only_shared_companies_of_a_colleague(world: World):
    anna, ben = world.person(), world.person("ben")
    shared, hers = company_of(anna), company_of(anna)
    join(anna, shared, ben.id)

    def seen(client) -> list[str]:
        items = client.get(f"/organisations/{shared}/users").json()["items"]
        return [place["id"] for place in items[0]["organisations"]]

    assert seen(ben) == [shared]
    assert seen(anna) == [shared, hers]
    assert seen(world.machine(Scope.READ)) == [shared, hers]


def test_a_place_tells_what_the_user_is_there(world: World):
    anna = world.person()
    company = company_of(anna)

    (item,) = anna.get(f"/organisations/{company}/users").json()["items"]

    assert item["organisations"] == [
        {
            "id": company,
            "name": "Company",
            "organisation_number": None,
            "status": "active",
            "level": "admin",
            "role": None,
            "role_name": None,
        }
    ]


def test_no_more_than_twenty_companies_come_along(world: World):
    anna = world.person()
    first, *_ = [company_of(anna) for _ in range(21)]

    (item,) = anna.get(f"/organisations/{first}/users").json()["items"]

    assert len(item["organisations"]) == 20


def test_it_comes_in_pages(world: World):
    anna, machine = world.person(), world.machine()
    company = company_of(anna)
    people = [anna.id, *(world.person(f"ben{number}").id for number in range(4))]
    for person in people[1:]:
        join(machine, company, person)
    path = f"/organisations/{company}/users?limit=2"

    found = []
    reply = anna.get(path)
    while True:
        found += [item["id"] for item in reply.json()["items"]]
        after = reply.json()["pagination"].get("after")
        if after is None:
            break
        assert f"after={after}" in reply.headers["link"]
        reply = anna.get(f"{path}&after={after}")

    assert found == [str(person) for person in people]
    back = anna.get(f"{path}&before={reply.json()['pagination']['before']}").json()
    assert [item["id"] for item in back["items"]] == found[2:4]


def test_strangers_and_unknown_companies_are_404(world: World, other_world: World):
    company = company_of(world.person())
    path = f"/organisations/{company}/users"

    assert told(world.person("charlie").get(path)) == (404, "CompanyUnknown")
    nobodys = f"/organisations/{uuid4()}/users"
    assert world.machine().get(nobodys).status_code == 404
    assert other_world.machine().get(path).status_code == 404


def test_a_company_without_users_has_none(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json={"name": "Company"}).json()["company"]

    reply = machine.get(f"/organisations/{made['id']}/users")

    assert reply.json() == {"items": [], "pagination": {}}


def test_a_cursor_of_elsewhere_is_refused(world: World):
    anna = world.person()
    path = f"/organisations/{company_of(anna)}/users"

    assert anna.get(f"{path}?after=x").status_code == 400
    assert anna.get(f"{path}?limit=101").status_code == 400
    assert anna.get(f"{path}?level=admin").status_code == 400
