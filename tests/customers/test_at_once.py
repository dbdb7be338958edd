"""Many who change organizations at once: no circle, no lost or doubled member."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor

from world import World, add_customer, add_organization

SECONDS = 4
THREADS = 8


def test_ownership_stays_without_circles_and_the_record_tells_it_all(world: World):
    client = world.customers()
    ids = [add_customer(client) for _ in range(8)]
    organizations = [add_organization(client, company) for company in ids]
    end = time.monotonic() + SECONDS

    def change(seed: int) -> set[int]:
        chance = random.Random(seed)
        statuses = set()
        while time.monotonic() < end:
            path = f"/customer-organizations/{chance.choice(organizations)}"
            some = chance.sample(ids, 2)
            method, path, body = chance.choice(
                [
                    ("POST", f"{path}/members", {"customerIds": some}),
                    ("PUT", f"{path}/members", {"customerIds": some}),
                    ("PUT", f"{path}/owner", {"ownerId": some[0]}),
                ]
            )
            statuses.add(client.request(method, path, json=body).status_code)
        return statuses

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = set().union(*pool.map(change, range(THREADS)))

    assert statuses <= {200, 409, 503}
    assert 200 in statuses
    kept = [client.get(f"/customer-organizations/{each}") for each in organizations]
    assert not circle(kept)
    for reply in kept:
        assert replayed(world, reply.json()["id"]) == (
            {each["id"] for each in reply.json()["members"]},
            int(reply.headers["etag"].strip('"')),
        )


def circle(kept) -> bool:
    """Walk from owners to members, the simple way."""
    below: dict[str, set[str]] = {}
    for reply in kept:
        members = {each["id"] for each in reply.json()["members"]}
        below.setdefault(reply.json()["owner"]["id"], set()).update(members)
    for start, members in below.items():
        seen: set[str] = set()
        left = list(members)
        while left:
            at = left.pop()
            if at == start:
                return True
            if at not in seen:
                seen.add(at)
                left += below.get(at, ())
    return False


def replayed(world: World, organization: str) -> tuple[set[str], int]:
    """Return the members, and the version, that the events of one lead to."""
    members: set[str] = set()
    version = 0
    rows = world.operator.query(
        "SELECT type, after FROM event WHERE app_id = $1 AND subject = $2 ORDER BY seq",
        world.app,
        organization,
    )
    for row in rows:
        version += 1
        after = json.loads(row["after"])
        if row["type"] == "customer_organization.members_changed":
            members = (members | set(after["added"])) - set(after["removed"])
        else:
            members = {each["id"] for each in after["members"]}
    return members, version
