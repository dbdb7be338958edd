"""The calls on members behave as a few lines of Python say, whatever their order."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from world import World, add_customer

COMPANIES = 5
company = st.integers(0, COMPANIES - 1)
companies = st.lists(company, max_size=4)
organization = st.integers(0, 3)
calls = st.lists(
    st.one_of(
        st.tuples(st.just("create"), company, companies),
        st.tuples(st.just("add"), organization, companies),
        st.tuples(st.just("replace"), organization, companies),
        st.tuples(st.just("remove"), organization, company),
        st.tuples(st.just("hand over"), organization, company),
        st.tuples(st.just("delete"), organization, st.none()),
    ),
    max_size=14,
)


@dataclass
class Model:
    """Organizations as a dictionary: id, owner, members in the order added."""

    owners: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=dict)

    def reaches(self, start: set[int], goal: int) -> bool:
        """Whether going from owners to members leads from some to one."""
        seen, left = set(start), list(start)
        while left:
            at = left.pop()
            for each, owner in self.owners.items():
                below = self.members[each] if owner == at else []
                left += [one for one in below if one not in seen]
                seen.update(below)
        return goal in seen

    def wanted(self, owner: int, asked: list[int]) -> list[int]:
        """Duplicates collapse, and the owner is left out."""
        return [one for one in dict.fromkeys(asked) if one != owner]

    def put(self, id_: str, asked: list[int], *, replace: bool) -> bool:
        """Add members, or make them the only ones; False when a circle would close."""
        wanted = self.wanted(self.owners[id_], asked)
        added = [one for one in wanted if one not in self.members[id_]]
        if added and self.reaches(set(added), self.owners[id_]):
            return False
        kept = self.members[id_]
        if replace:
            kept = [one for one in kept if one in wanted]
        self.members[id_] = kept + added
        return True

    def hand_over(self, id_: str, owner: int) -> bool:
        """Change the owner, who is then no member; False when a circle would close."""
        rest = [one for one in self.members[id_] if one != owner]
        was = self.owners[id_], self.members[id_]
        self.owners[id_], self.members[id_] = owner, rest
        if rest and self.reaches(set(rest), owner):
            self.owners[id_], self.members[id_] = was
            return False
        return True


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(calls=calls)
def test_members_are_as_the_model_says(world: World, calls: list[tuple]):
    client = world.customers()
    ids = [add_customer(client, f"Company {n}") for n in range(COMPANIES)]
    model = Model()
    for call, subject, fact in calls:
        step(client, model, ids, (call, subject, fact))

    for each, owner in model.owners.items():
        seen = client.get(f"/customer-organizations/{each}").json()
        assert seen["owner"]["id"] == ids[owner]
        names = [member["id"] for member in seen["members"]]
        assert names == [ids[one] for one in model.members[each]]


def step(client, model: Model, ids: list[str], each: tuple) -> None:
    call, subject, fact = each
    if call == "create":
        create(client, model, ids, subject, fact)
        return
    if subject >= len(model.owners):
        return
    id_ = list(model.owners)[subject]
    path = f"/customer-organizations/{id_}"
    if call in ("add", "replace"):
        method = "PUT" if call == "replace" else "POST"
        body = {"customerIds": [ids[one] for one in fact]}
        reply = client.request(method, f"{path}/members", json=body)
        done = model.put(id_, fact, replace=call == "replace")
        assert reply.status_code == (200 if done else 409)
    elif call == "remove":
        reply = client.delete(f"{path}/members/{ids[fact]}")
        was_there = fact in model.members[id_]
        assert reply.status_code == (200 if was_there else 404)
        model.members[id_] = [one for one in model.members[id_] if one != fact]
    elif call == "hand over":
        reply = client.put(f"{path}/owner", json={"ownerId": ids[fact]})
        done = model.hand_over(id_, fact)
        assert reply.status_code == (200 if done else 409)
    else:
        assert client.delete(path).status_code == 204
        del model.owners[id_], model.members[id_]


def create(client, model: Model, ids: list[str], owner: int, fact: list[int]) -> None:
    body = {"ownerId": ids[owner], "memberIds": [ids[one] for one in fact]}
    reply = client.post("/customer-organizations", json=body)
    wanted = model.wanted(owner, fact)
    if wanted and model.reaches(set(wanted), owner):
        assert reply.status_code == 409
        return
    assert reply.status_code == 201
    model.owners[reply.json()["id"]] = owner
    model.members[reply.json()["id"]] = wanted
