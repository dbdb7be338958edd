"""Attacks by size: fat records, organizations of very many, readers that do not read."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from attack.model import Attack, Family, Target
from attack.plan import Plan
from attack.scene import Scene, company, customer
from attack.tally import Tally
from attack.wire import connect, held, pound, request, send

FAT_BYTES = 880_000
THIN_BYTES = 2000
LISTED_MAX = 100
MEMBERS_AT_ONCE = 2000


def fat_records(target: Target) -> None:
    """Register companies as large as they are taken, and list them."""
    size = _register_fat(target.scene, target.tally, target.plan.size(60, 12))
    target.tally.note(f"companies of {size:,} bytes are taken")
    path = f"{target.scene.root}/organisations?limit={LISTED_MAX}"
    asked = request("GET", path, authorization=target.scene.who("charlie"))
    pound(target.port, target.tally, [asked] * target.plan.size(16, 4), 4)


def _register_fat(scene: Scene, tally: Tally, count: int, by: str = "charlie") -> int:
    """Register companies of the largest size that is taken; return that size."""
    size, made = FAT_BYTES, 0
    while made < count and size > THIN_BYTES:
        text = "a" * 1000
        custom = {f"f{number}": text for number in range(size // 1010)}
        body = company(f"Fat {made}", custom_fields=custom)
        asked = scene.raw("POST", "/organisations", body, by)
        if send(scene.port, tally, asked).status == 200:
            made += 1
        else:
            size //= 2
    return size


def make_fat(scene: Scene, plan: Plan) -> None:
    """Have fat companies before the attack."""
    scene.facts["fat"] = _register_fat(scene, Tally(), plan.size(60, 12))
    customers = scene.call("POST", "/api/customers", customer("Reader"), "")
    scene.facts["customer"] = customers.json().get("id")


def slow_readers(target: Target) -> None:
    """Ask for large lists over many connections, and read nothing of them."""
    asked = [
        request("GET", path, authorization=target.scene.who(by))
        for path, by in (
            (f"{target.scene.root}/organisations?limit={LISTED_MAX}", "charlie"),
            (f"{target.scene.root}/organisations?limit={LISTED_MAX}", ""),
            ("/openapi/organisations.json", ""),
        )
    ]
    connections: list[socket.socket] = []
    with held(connections):
        for number in range(target.plan.size(120, 30)):
            with suppress(OSError):
                connections.append(connect(target.port, seconds=2, takes=4096))
                connections[-1].sendall(asked[number % len(asked)])
                target.tally.sent(len(asked[number % len(asked)]))
        time.sleep(target.plan.size(20, 3))


def make_organizations(scene: Scene, plan: Plan) -> None:
    """Have customers, and organizations that each have all of them."""
    if "members" in scene.facts:
        return
    count = plan.size(10_000, 600)
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda number: _customer(scene, number), range(count)))
    members = [each for each in made if each]
    owners, scene.facts["members"] = members[:4], members
    for owner in owners:
        body = {"ownerId": owner, "memberIds": []}
        answer = scene.call("POST", "/api/customer-organizations", body, "")
        path = f"/api/customer-organizations/{answer.json().get('id')}/members"
        for start in range(4, len(members), MEMBERS_AT_ONCE):
            ids = {"customerIds": members[start : start + MEMBERS_AT_ONCE]}
            scene.call("POST", path, ids, "")


def large_organizations(target: Target) -> None:
    """List customers of organizations that have very many members."""
    paths = (
        "/api/customers?limit=1",
        "/api/customers",
        f"/api/customers?limit={LISTED_MAX}",
        f"/api/customers/{target.scene.facts['members'][-1]}",
        f"/api/customer-organizations?limit={LISTED_MAX}",
    )
    requests = [
        request("GET", path, authorization=target.scene.basic) for path in paths
    ]
    pound(target.port, target.tally, requests * target.plan.size(3, 1), 4)


def large_writes(target: Target) -> None:
    """Add and remove members of a large organization, which prints all of them."""
    scene = target.scene
    (first, *_), answer = scene.facts["members"], "/api/customer-organizations?limit=1"
    found = scene.call("GET", answer, by="").json().get("items")
    path = f"/api/customer-organizations/{found[0]['id'] if found else first}/members"
    body = json.dumps({"customerIds": scene.facts["members"][-2:]}).encode()
    requests = (scene.raw("POST", path, body, "") for _ in _times(target))
    pound(target.port, target.tally, requests, 4)


def _times(target: Target) -> Iterator[int]:
    yield from range(target.plan.size(60, 5))


def _customer(scene: Scene, number: int) -> str:
    body = customer(f"Member {number}")
    return str(scene.call("POST", "/api/customers", body, "").json().get("id") or "")


FAMILY = Family(
    "records",
    (
        Attack(
            "fat records",
            "60 companies of 880 kB, or as large as is taken, and lists of them.",
            fat_records,
        ),
        Attack(
            "slow readers",
            "120 clients that ask for large lists, and read nothing.",
            slow_readers,
            prepare=make_fat,
        ),
        Attack(
            "large organizations",
            "Lists of customers that share organizations of 10,000 members.",
            large_organizations,
            prepare=make_organizations,
        ),
        Attack(
            "members of large organizations",
            "Members added to an organization of 10,000.",
            large_writes,
            prepare=make_organizations,
        ),
    ),
)
