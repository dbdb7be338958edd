"""Removing a user from a company, and leaving one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from staff import accept, company_of, join, levels, told

from koncern.apps import RegistrationPolicy
from koncern.base import Scope
from service import Service
from world import Operator, World


def test_the_user_sees_the_company_no_longer(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)

    reply = anna.delete(f"/organisations/{company}/users/{ben.id}")

    assert (reply.status_code, reply.content) == (204, b"")
    assert ben.get(f"/organisations/{company}").status_code == 404
    assert list(levels(world, company)) == [str(anna.id)]


def test_it_is_on_the_record(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)

    anna.delete(f"/organisations/{company}/users/{ben.id}")

    (event,) = world.operator.query(
        "SELECT actor, before->>'user' AS user, before->>'level' AS level, after "
        "FROM event WHERE app_id = $1 AND type = 'membership.removed'",
        world.app,
    )
    assert event == {
        "actor": str(anna.id),
        "user": str(ben.id),
        "level": "default",
        "after": None,
    }


def test_everybody_may_leave_but_the_last_admin(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)

    assert ben.delete(f"/organisations/{company}/users/{ben.id}").status_code == 204
    last = f"/organisations/{company}/users/{anna.id}"
    assert told(anna.delete(last)) == (409, "LastAdmin")
    assert told(world.machine().delete(last)) == (409, "LastAdmin")


def test_only_admins_and_credentials_remove_others(world: World):
    anna, ben, charlie = (world.person(name) for name in ("anna", "ben", "charlie"))
    company = company_of(anna)
    join(anna, company, ben.id)
    join(anna, company, charlie.id)
    path = f"/organisations/{company}/users/{charlie.id}"

    assert told(ben.delete(path)) == (403, "AdminNeeded")
    assert told(world.person("dora").delete(path)) == (404, "CompanyUnknown")
    assert world.machine(Scope.READ).delete(path).status_code == 403
    assert world.machine(Scope.WRITE).delete(path).status_code == 204
    assert told(anna.delete(path)) == (404, "MembershipUnknown")


def test_two_admins_who_leave_at_once_leave_one(world: World):
    anna, ben = world.person(), world.person("ben")
    for _ in range(5):
        company = company_of(anna)
        join(anna, company, ben.id, "admin")
        accept(ben, company)
        start = Barrier(2)

        def leave(person, company=company, start=start) -> int:
            start.wait()
            path = f"/organisations/{company}/users/{person.id}"
            return int(person.delete(path).status_code)

        with ThreadPoolExecutor(2) as threads:
            statuses = Counter(threads.map(leave, (anna, ben)))

        assert statuses == {204: 1, 409: 1}
        assert list(levels(world, company).values()) == ["admin"]


def test_two_admins_who_demote_each_other_leave_one(world: World):
    anna, ben = world.person(), world.person("ben")
    for _ in range(5):
        company = company_of(anna)
        join(anna, company, ben.id, "admin")
        accept(ben, company)
        start = Barrier(2)

        def demote(pair, company=company, start=start) -> int:
            who, whom = pair
            start.wait()
            path = f"/organisations/{company}/users/{whom.id}"
            return int(who.patch(path, json={"level": "default"}).status_code)

        with ThreadPoolExecutor(2) as threads:
            statuses = Counter(threads.map(demote, ((anna, ben), (ben, anna))))

        # The second is no admin any more when its turn comes.
        assert statuses == {200: 1, 403: 1}
        assert sorted(levels(world, company).values()) == ["admin", "default"]


def test_a_company_that_waits_or_is_archived(service: Service, operator: Operator):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)
    anna, ben, machine = world.person(), world.person("ben"), world.machine()
    company = company_of(anna, status="pending")
    join(machine, company, ben.id)
    path = f"/organisations/{company}/users/{ben.id}"

    assert told(anna.patch(path, json={"level": "admin"})) == (409, "CompanyWaits")
    assert told(anna.delete(path)) == (409, "CompanyWaits")
    assert ben.delete(path).status_code == 204
    join(machine, company, ben.id)
    machine.delete(f"/organisations/{company}")
    for client in (anna, ben, machine):
        assert told(client.delete(path)) == (409, "CompanyArchived")
        up = client.patch(path, json={"level": "admin"})
        assert up.status_code in (403, 409)
    world.close()
