"""What a company shows of people who have left it."""

from typing import Any

from staff import accept, company_of, join

from koncern.base import Scope
from world import World


def test_who_registered_a_company_and_left_is_named_without_their_address(world: World):
    anna, vera = world.person(), world.person("vera")
    said = {"first_name": "Anna", "last_name": "Lund"}
    assert anna.patch("/auth/me", json=said).status_code == 200
    company = company_of(anna)
    join(anna, company, vera.id, "admin")
    accept(vera, company)
    path, place = (
        f"/registrations/{company}",
        f"/organisations/{company}/users/{anna.id}",
    )

    def named(client: Any) -> dict[str, Any]:
        who: dict[str, Any] = client.get(path).json()["registration"]["registered_by"]
        return who

    who = {"kind": "user", "id": str(anna.id), "name": "Anna Lund"}
    assert named(vera) == named(anna) == who | {"email": anna.email}
    assert anna.delete(place).status_code == 204

    assert named(vera) == who | {"email": None}
    assert named(world.machine(Scope.READ)) == who | {"email": anna.email}
    join(vera, company, anna.id)
    assert named(vera) == who | {"email": None}


def test_its_people_read_which_credential_registered_a_company(world: World):
    vera, machine = world.person("vera"), world.machine()
    made = machine.post("/organisations", json={"name": "Acme", "status": "active"})
    company = made.json()["company"]["id"]
    join(machine, company, vera.id)

    registration = vera.get(f"/registrations/{company}").json()["registration"]

    assert registration["registered_by"]["kind"] == "credential"
