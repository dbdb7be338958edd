"""Creating a customer under a parent, through `parentId`."""

from concurrent.futures import ThreadPoolExecutor

from world import World, add_customer, add_organization, new_customer


def test_children_at_once_come_into_one_organization(world: World):
    client = world.customers()
    for _ in range(5):
        parent = add_customer(client)

        with ThreadPoolExecutor(8) as pool:
            calls = [
                pool.submit(add_customer, client, parentId=parent) for _ in range(8)
            ]

        (only,) = client.get(f"/customers/{parent}").json()["organizations"]
        assert {each["id"] for each in only["members"]} == {
            call.result() for call in calls
        }


def test_it_comes_even_while_the_parents_organizations_go(world: World):
    client = world.customers()
    parent = add_customer(client)
    for _ in range(8):
        organization = add_organization(client, parent)
        path = f"/customer-organizations/{organization}"
        with ThreadPoolExecutor(2) as pool:
            child = pool.submit(add_customer, client, parentId=parent)
            pool.submit(client.delete, path).result()
        assert client.get(f"/customers/{child.result()}").status_code == 200


def test_null_is_no_parent(world: World):
    reply = world.customers().post("/customers", json=new_customer(parentId=None))

    assert (reply.status_code, reply.json()["organizations"]) == (201, [])


def test_one_that_cannot_be_a_parent_is_told(world: World, other_world: World):
    client, shop = world.customers(), world.machine()
    archived = add_customer(client)
    client.post(f"/customers/{archived}/archive")
    foreign = add_customer(other_world.customers())
    bare = shop.post("/organisations", json={"name": "Bare"}).json()["company"]["id"]
    for parent, status, code, what in (
        (foreign, 400, "ParentUnknown", "is no customer of this app"),
        (bare, 400, "ParentUnknown", "is no customer of this app"),
        (archived, 409, "ParentArchived", "is archived"),
    ):
        reply = client.post("/customers", json=new_customer("Child", parentId=parent))
        told = {"pointer": "/parentId", "detail": f"{parent} {what}"}
        assert (reply.status_code, reply.json()["code"]) == (status, code)
        assert reply.json()["errors"] == [told]
    names = [each["name"] for each in shop.get("/organisations").json()["companies"]]
    assert "Child" not in names
