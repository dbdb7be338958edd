"""Giving a company another parent."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from world import World, new_company


def test_the_parent_is_set_and_never_closes_a_circle(world: World):
    machine = world.machine()
    top, middle, low = (
        machine.post("/organisations", json=new_company(name=name)).json()["company"][
            "id"
        ]
        for name in ("Top", "Middle", "Low")
    )
    for child, parent in ((middle, top), (low, middle)):
        reply = machine.patch(f"/organisations/{child}", json={"parent_id": parent})
        assert reply.json()["company"]["parent_id"] == parent

    for parent in (low, top):
        circle = machine.patch(f"/organisations/{top}", json={"parent_id": parent})
        assert (circle.status_code, circle.json()["code"]) == (409, "ParentBelow")
    freed = machine.patch(f"/organisations/{middle}", json={"parent_id": None})
    assert freed.json()["company"]["parent_id"] is None


def test_two_at_once_never_make_a_circle(world: World):
    machine = world.machine()
    for _ in range(5):
        one, two = (
            machine.post("/organisations", json=new_company()).json()["company"]["id"]
            for _ in range(2)
        )
        clients = (world.machine(), world.machine())
        with ThreadPoolExecutor(2) as pool:
            replies = list(
                pool.map(
                    lambda each: (
                        each[0]
                        .patch(f"/organisations/{each[1]}", json={"parent_id": each[2]})
                        .status_code
                    ),
                    ((clients[0], one, two), (clients[1], two, one)),
                )
            )
        assert sorted(replies) == [200, 409]


def test_a_parent_that_is_not_there_or_archived_is_refused(world: World):
    machine = world.machine()
    child, other = (
        machine.post("/organisations", json=new_company()).json()["company"]["id"]
        for _ in range(2)
    )
    machine.delete(f"/organisations/{other}")

    for parent, status in ((str(uuid4()), 400), (other, 409)):
        reply = machine.patch(f"/organisations/{child}", json={"parent_id": parent})
        assert reply.status_code == status
        assert reply.json()["errors"][0]["pointer"] == "/parent_id"
