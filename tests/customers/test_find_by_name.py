"""Finding customers by a part of their name, before and after they are indexed."""

from uuid import UUID

import pytest

from clients import Client
from patience import wait_until
from world import World, add_customer, new_customer

LONG = f"{'Very ' * 55}long Name"  # longer than the names that are kept for searching


@pytest.fixture
def client(world: World) -> Client:
    """A client of an app that nobody has registered in."""
    return world.customers()


def found(client: Client, **asked: str) -> list[str]:
    reply = client.get("/customers", params={**asked, "sortOrder": "ASC"})
    return [each["legalName"] for each in reply.json()["items"]]


def wait_until_indexed(world: World) -> None:
    notes = "SELECT FROM search_due WHERE app_id = $1"
    wait_until(
        lambda: not world.operator.query(notes, UUID(str(world.app))),
        "the notes are still there",
    )


def test_names_are_found_at_once_and_later(world: World, client: Client):
    names = ["Åkeri & Söner AB", "O'Neill-Smith 100% Ltd", "株式会社東京", LONG]
    for name in names:
        add_customer(client, name)

    for _ in range(2):
        assert found(client, legalName="KERI & sön") == names[:1]
        assert found(client, legalName="100% l") == names[1:2]
        assert found(client, legalName="l-smith 1") == names[1:2]
        assert found(client, legalName="式会社東") == names[2:3]
        assert found(client, legalName="ery long name") == names[3:]
        assert found(client, legalName="akeri") == []
        assert found(client, legalName="l smith") == []
        assert found(client, legalName="o'") == names[1:2]
        wait_until_indexed(world)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ромашка (Acme®2)", "Acme®2"),
        ("®ö 東京", "®ö"),
        ("№5 東京", "№"),
        ("ｶﾞｽ 東京", "ｶ"),
    ],
)
def test_a_sign_that_is_spelled_out_is_found(
    world: World, client: Client, name: str, text: str
):
    add_customer(client, name)
    wait_until_indexed(world)

    assert found(client, legalName=text) == [name]


def test_a_new_name_is_found_and_the_old_one_is_not(world: World, client: Client):
    customer = add_customer(client, "Before Ltd")
    wait_until_indexed(world)

    body = new_customer("After Ltd")
    client.put(f"/customers/{customer}", json=body).raise_for_status()

    for _ in range(2):
        assert found(client, legalName="after") == ["After Ltd"]
        assert found(client, legalName="before") == []
        wait_until_indexed(world)
