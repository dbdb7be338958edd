"""What colleagues see of a person who was added by id, and until when."""

from typing import Any
from uuid import uuid4

import pytest
from staff import accept, company_of, join, levels, told

from koncern.base import Scope
from koncern.people import sessions, users
from koncern.people.users import NewUser
from world import Person, World

SECRETS = ("Storgatan", "+46", "shoe", "sv-SE", "allow")
PRIVATE = {
    *("additions", "address", "communication_preferences", "created_at", "email"),
    *("email_verified", "language", "last_login_at", "phone_number", "updated_at"),
}


def fill(person: Person) -> None:
    """Let a person say everything of themselves that can be said."""
    said = {
        "first_name": "Vera",
        "last_name": "Lund",
        "phone_number": "+46 8 123 456",
        "language": "sv-SE",
        "communication_preferences": {"allow_email": True},
        "address": {"street": "Storgatan 1", "country_code": "SE"},
        "additions": {"shoe": 38},
    }
    assert person.patch("/auth/me", json=said).status_code == 200


def sign_in(world: World, person: Person) -> None:
    """Let somebody sign in once more."""
    world.act(
        lambda tx, _: sessions.open_session(tx, world.operator.settings, person.id)
    )


def seen_by(client: Any, company: str, person: Person) -> dict[str, Any]:
    """Return what a client sees of a person in a company's list of users."""
    items = client.get(f"/organisations/{company}/users").json()["items"]
    return next(item for item in items if item["id"] == str(person.id))


def is_open(item: dict[str, Any]) -> bool:
    """Tell whether private values are shown: all of them, or none."""
    shown = {name for name in PRIVATE if item[name] is not None}
    assert shown in (set(), PRIVATE), shown
    return bool(shown)


@pytest.fixture
def scene(world: World) -> tuple[Person, Person, str]:
    """An admin, and a person whom they have added to their company by id."""
    anna, vera = world.person(), world.person("vera")
    for person in (anna, vera):
        fill(person)
    company = company_of(anna)
    join(anna, company, vera.id)
    return anna, vera, company


def test_an_admin_sees_only_the_name_and_the_role(scene: Any):
    anna, vera, company = scene

    item = seen_by(anna, company, vera)
    assert (item["first_name"], item["last_name"]) == ("Vera", "Lund")
    assert (item["level"], item["role"], item["status"]) == (
        *("default", "customer"),
        "active",
    )
    assert not is_open(item)
    for secret in (*SECRETS, vera.email):
        assert secret not in str(item)


def test_it_is_the_same_on_every_page(scene: Any):
    anna, _, company = scene
    path = f"/organisations/{company}/users"
    first = anna.get(f"{path}?limit=1").json()
    second = anna.get(f"{path}?limit=1&after={first['pagination']['after']}").json()
    before = anna.get(f"{path}?limit=1&before={second['pagination']['before']}").json()

    for page in (first, second, before):
        for item in page["items"]:
            assert is_open(item) == (item["id"] == str(anna.id))


def test_they_see_all_of_themselves_and_credentials_do(world: World, scene: Any):
    _, vera, company = scene

    assert is_open(seen_by(vera, company, vera))
    assert is_open(seen_by(world.machine(Scope.READ), company, vera))


def test_other_members_see_no_more_than_admins(world: World, scene: Any):
    anna, vera, company = scene
    ben = world.person("ben")
    join(anna, company, ben.id)

    assert not is_open(seen_by(ben, company, vera))
    assert not is_open(seen_by(vera, company, ben))


def test_accepting_shows_them(world: World, scene: Any):
    anna, vera, company = scene

    reply = vera.post(f"/organisations/{company}/users/me/acceptance")

    assert reply.status_code == 200
    assert reply.json()["user_id"] == str(vera.id)
    item = seen_by(anna, company, vera)
    assert is_open(item)
    assert item["address"]["street"] == "Storgatan 1"
    assert world.history(company)[-1] == "membership.accepted"
    again = vera.post(f"/organisations/{company}/users/me/acceptance")
    assert again.headers["etag"] == reply.headers["etag"]
    assert world.history(company).count("membership.accepted") == 1


def test_signing_in_since_then_shows_them(world: World, scene: Any):
    anna, vera, company = scene

    sign_in(world, vera)

    assert is_open(seen_by(anna, company, vera))


def test_renewing_an_old_session_shows_nothing(world: World, scene: Any):
    anna, vera, company = scene

    body = {"refresh_token": vera.refresh_token}
    assert world.anonymous().post("/auth/refresh", json=body).status_code == 200
    assert vera.get("/organisations").status_code == 200

    assert not is_open(seen_by(anna, company, vera))


def test_acting_for_the_company_shows_them(world: World):
    anna, vera, ben = (world.person(name) for name in ("anna", "vera", "ben"))
    fill(vera)
    company = company_of(anna)
    join(anna, company, vera.id, "admin")
    assert not is_open(seen_by(anna, company, vera))

    join(vera, company, ben.id)

    assert is_open(seen_by(anna, company, vera))


def test_who_registers_a_company_or_is_put_there_by_the_seller_is_seen(world: World):
    anna, vera = world.person(), world.person("vera")
    for person in (anna, vera):
        fill(person)
    company = company_of(anna)
    join(world.machine(Scope.WRITE), company, vera.id)

    assert is_open(seen_by(anna, company, vera))
    assert is_open(seen_by(vera, company, anna))


def test_a_second_time_they_are_asked_again(scene: Any):
    anna, vera, company = scene
    accept(vera, company)
    vera.delete(f"/organisations/{company}/users/{vera.id}")

    join(anna, company, vera.id)

    assert not is_open(seen_by(anna, company, vera))


def test_each_company_is_accepted_by_itself(scene: Any):
    anna, vera, company = scene
    other = company_of(anna)
    join(anna, other, vera.id)

    accept(vera, other)

    assert is_open(seen_by(anna, other, vera))
    assert not is_open(seen_by(anna, company, vera))


def test_they_find_the_company_among_theirs_and_can_leave_it(world: World):
    anna, vera = world.person(), world.person("vera")
    for level in ("default", "admin"):
        company = company_of(anna)
        join(anna, company, vera.id, level)
        mine = vera.get("/organisations").json()["companies"]
        assert [each["id"] for each in mine] == [company]
        own = f"/organisations/{company}/users/{vera.id}"

        assert vera.delete(own).status_code == 204

        assert vera.get("/organisations").json()["companies"] == []


def test_nobody_is_left_as_the_only_admin_unasked(world: World):
    anna, vera = world.person(), world.person("vera")
    company = company_of(anna)
    join(anna, company, vera.id, "admin")
    own = f"/organisations/{company}/users/{anna.id}"

    assert told(anna.delete(own)) == (409, "LastAdmin")
    down = anna.patch(own, json={"level": "default"})
    assert told(down) == (409, "LastAdmin")
    # That she works in the same app does not tell that she knows of the company.
    sign_in(world, vera)
    assert told(anna.delete(own)) == (409, "LastAdmin")
    assert vera.delete(f"/organisations/{company}/users/{vera.id}").status_code == 204
    join(anna, company, vera.id, "admin")
    accept(vera, company)
    assert anna.delete(own).status_code == 204
    assert levels(world, company) == {str(vera.id): "admin"}


def test_only_members_accept(world: World, other_world: World, scene: Any):
    _, _, company = scene
    path = f"/organisations/{company}/users/me/acceptance"

    assert told(world.person("charlie").post(path)) == (404, "CompanyUnknown")
    assert told(world.machine().post(path)) == (403, "UserNeeded")
    assert other_world.person("mallory").post(path).status_code in (401, 404)
    assert world.anonymous().post(path).status_code == 401
    nowhere = f"/organisations/{uuid4()}/users/me/acceptance"
    assert told(world.person("dora").post(nowhere)) == (404, "CompanyUnknown")


def test_a_restricted_address_tells_no_more(world: World, scene: Any):
    anna, vera, company = scene
    addresses = anna.get(f"/organisations/{company}/addresses").json()
    (address,) = addresses["addresses"]
    path = f"/organisations/{company}/addresses/{address['id']}/users"
    anna.put(path, json={"user_ids": [str(vera.id)]})

    def email_for(client: Any) -> str | None:
        (named,) = client.get(path).json()["items"]
        assert named["first_name"] == "Vera"
        return named["email"]

    assert email_for(anna) is None
    assert email_for(world.machine(Scope.READ)) == vera.email
    accept(vera, company)
    assert email_for(anna) == vera.email
    vera.delete(f"/organisations/{company}/users/{vera.id}")
    assert email_for(anna) is None


def test_members_of_before_count_as_accepted(world: World, scene: Any):
    anna, vera, company = scene
    # The column's default is what a migration gives to the rows that are there.
    world.operator.query(
        "UPDATE membership SET accepted = DEFAULT WHERE app_id = $1", world.app
    )

    assert is_open(seen_by(anna, company, vera))


def test_unknown_ids_are_refused_as_before(world: World, scene: Any):
    anna, _, company = scene
    unknown = str(uuid4())
    body = {"level": "default", "user_id": unknown}

    reply = anna.post(f"/organisations/{company}/users", json=body)

    assert told(reply) == (400, "MembershipInvalid")
    new = NewUser(email="passive@example.com")
    passive = world.act(lambda tx, actor: users.create(tx, actor, new))
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND id = $2",
        world.app,
        passive.id,
    )
    other = anna.post(
        f"/organisations/{company}/users", json=body | {"user_id": str(passive.id)}
    )
    assert other.json()["detail"] == reply.json()["detail"]
