"""Whoever waits while they are demoted, or removed, has no say any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from addresses import STREET
from staff import company_of, join, told

from rivals import rival
from world import PDF, Person, World, add_file

HOLD = "SELECT id FROM company WHERE app_id = $1 AND id = $2::text::uuid FOR UPDATE"
DEMOTE = """UPDATE membership SET level = 'default'
             WHERE app_id = $1 AND company = $2::text::uuid AND "user" = $3"""
REMOVE = """DELETE FROM membership
             WHERE app_id = $1 AND company = $2::text::uuid AND "user" = $3"""

Call = Callable[[Person, str], Any]

CALLS: dict[str, Call] = {
    "change": lambda who, path: who.patch(path, json={"comment": "Mine"}),
    "add address": lambda who, path: who.post(
        f"{path}/addresses", json=STREET | {"kind": "shipping"}
    ),
    "upload": lambda who, path: who.post(
        f"{path}/files", files={"file": ("a.pdf", PDF)}
    ),
    "add user": lambda who, path: who.post(
        f"{path}/users", json={"level": "default", "user_id": str(who.id)}
    ),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [(DEMOTE, (403, "AdminNeeded")), (REMOVE, (404, "CompanyUnknown"))],
    ids=["demoted", "removed"],
)
def test_they_change_nothing(
    world: World, name: str, meanwhile: str, refusal: tuple[int, str]
):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id, "admin")
    path = f"/organisations/{company}"
    before = anna.get(path).json()

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do(HOLD, world.app, company)
        waiting = threads.submit(CALLS[name], ben, path)
        other.wait_until_in_the_way()
        other.do(meanwhile, world.app, company, ben.id)
        other.do("COMMIT")
        reply = waiting.result(30)

    assert told(reply) == refusal
    assert anna.get(path).json() == before


def test_a_file_stays_that_a_demoted_admin_would_delete(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id, "admin")
    path = f"/organisations/{company}/files/{add_file(anna.client, company)}"

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do(HOLD, world.app, company)
        waiting = threads.submit(ben.delete, path)
        other.wait_until_in_the_way()
        other.do(DEMOTE, world.app, company, ben.id)
        other.do("COMMIT")
        assert told(waiting.result(30)) == (403, "AdminNeeded")

    assert anna.get(path).status_code == 200
