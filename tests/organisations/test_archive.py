"""Archiving a company, and restoring it."""

from uuid import uuid4

from koncern.base import Scope
from world import World, new_company


def test_it_is_put_away_and_comes_back_as_it_was(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company()).json()["company"]
    path = f"/organisations/{made['id']}"

    away = machine.delete(path)

    assert away.status_code == 200
    assert away.json()["company"]["archived_at"] is not None
    assert machine.get(path).json() == away.json()
    back = machine.post(f"{path}/restore").json()["company"]
    assert back | {"updated_at": ""} == made | {"updated_at": ""}
    assert world.history(made["id"]) == [
        "company.created",
        "company.archived",
        "company.restored",
    ]


def test_once_is_enough(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company()).json()["company"]
    path = f"/organisations/{made['id']}"

    replies = [machine.delete(path), machine.delete(path)]
    replies += [machine.post(f"{path}/restore"), machine.post(f"{path}/restore")]

    assert [reply.headers["etag"] for reply in replies] == ['"2"', '"2"', '"3"', '"3"']


def test_nothing_of_it_changes_meanwhile(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company()).json()["company"]
    machine.delete(f"/organisations/{made['id']}")

    reply = machine.patch(f"/organisations/{made['id']}", json={"name": "X"})

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")


def test_only_credentials_may(world: World):
    anna = world.person()
    made = anna.post("/organisations", json=new_company()).json()["company"]
    path = f"/organisations/{made['id']}"

    for reply in (anna.delete(path), anna.post(f"{path}/restore")):
        assert (reply.status_code, reply.json()["code"]) == (403, "CredentialNeeded")
    assert world.machine(Scope.READ).delete(path).status_code == 403
    assert world.person("charlie").delete(path).status_code == 404


def test_what_is_not_there_is_404(world: World, other_world: World):
    theirs = other_world.machine().post("/organisations", json=new_company()).json()

    for company in (uuid4(), theirs["company"]["id"]):
        assert world.machine().delete(f"/organisations/{company}").status_code == 404
        reply = world.machine().post(f"/organisations/{company}/restore")
        assert reply.status_code == 404


def test_an_old_version_is_not_archived(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company()).json()["company"]

    reply = machine.delete(f"/organisations/{made['id']}", headers={"if-match": '"7"'})

    assert reply.status_code == 412
