"""An Idempotency-Key makes a repeat harmless."""

from concurrent.futures import ThreadPoolExecutor

from world import World, add_customer, add_organization, new_customer


def test_a_repeat_gets_the_same_answer_and_does_nothing(world: World):
    client = world.customers()
    key = {"idempotency-key": "order 66"}

    first = client.post("/customers", json=new_customer(), headers=key)
    second = client.post("/customers", json=new_customer(), headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


def test_another_request_with_the_same_key_is_refused(world: World):
    client = world.customers()
    key = {"idempotency-key": "k"}
    client.post("/customers", json=new_customer("One"), headers=key)

    other = client.post("/customers", json=new_customer("Two"), headers=key)

    assert other.status_code == 409
    assert other.json()["code"] == "KeyReused"


def test_another_credential_has_keys_of_its_own(world: World):
    key = {"idempotency-key": "k"}
    one = world.customers().post("/customers", json=new_customer(), headers=key)
    two = world.customers().post("/customers", json=new_customer(), headers=key)

    assert one.json()["id"] != two.json()["id"]


def test_a_refusal_does_not_use_the_key_up(world: World):
    client = world.customers()
    key = {"idempotency-key": "k"}
    body = new_customer(customerAliases=["A-1"])
    add_customer(client, customerAliases=["A-1"])
    assert client.post("/customers", json=body, headers=key).status_code == 409

    body["customerAliases"] = ["A-2"]
    assert client.post("/customers", json=body, headers=key).status_code == 201


def test_of_many_at_once_one_is_carried_out(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    body = {"ownerId": owner, "memberIds": [member]}

    def post(_: int) -> bytes:
        key = {"idempotency-key": "at once"}
        reply = client.post("/customer-organizations", json=body, headers=key)
        assert reply.status_code == 201
        return reply.content

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(post, range(8)))

    assert len(answers) == 1
    assert len(client.get("/customer-organizations").json()["items"]) == 1


def test_a_member_is_added_once_too(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    path = f"/customer-organizations/{add_organization(client, owner)}/members"
    key = {"idempotency-key": "k"}

    first = client.post(path, json={"customerIds": [member]}, headers=key)
    second = client.post(path, json={"customerIds": [member]}, headers=key)

    assert first.status_code == 200
    assert second.content == first.content


def test_a_key_has_1_to_255_printable_characters(world: World):
    client = world.customers()
    for key in ("", "k" * 256, "a\tb"):
        headers = {"idempotency-key": key}
        reply = client.post("/customers", json=new_customer(), headers=headers)
        assert reply.status_code == 400
        assert reply.json()["code"] == "HeaderInvalid"
    long = {"idempotency-key": "k" * 255}
    assert client.post("/customers", json=new_customer(), headers=long).status_code == (
        201
    )
