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
        st.tuples(st.just("archive"), company, st.none()),
    ),
    max_size=16,
)


@dataclass
class Organization:
    """One organization: its owner, its members in the order added, its version."""

    owner: int
    members: list[int] = field(default_factory=list)
    version: int = 1


@dataclass
class Model:
    """All organizations, by id, and who is archived."""

    all: dict[str, Organization] = field(default_factory=dict)
    archived: set[int] = field(default_factory=set)

    def reaches(self, start: list[int], goal: int) -> bool:
        """Whether going from owners to members leads from some to one."""
        seen, left = set(start), list(start)
        while left:
            at = left.pop()
            for one in self.all.values():
                below = set(one.members) - seen if one.owner == at else set()
                left += below
                seen |= below
        return goal in seen

    def put(self, of: Organization, asked: list[int], *, replace: bool) -> bool:
        """Add members, or make them the only ones; False when that is refused."""
        wanted = [one for one in dict.fromkeys(asked) if one != of.owner]
        added = [one for one in wanted if one not in of.members]
        if self.archived & set(added) or self.reaches(added, of.owner):
            return False
        kept = [one for one in of.members if one in wanted or not replace]
        of.version += kept + added != of.members
        of.members = kept + added
        return True

    def create(self, owner: int, asked: list[int]) -> Organization | None:
        """Make an organization; None when that is refused."""
        made = Organization(owner)
        if owner in self.archived or not self.put(made, asked, replace=False):
            return None
        return made

    def hand_over(self, of: Organization, owner: int) -> bool:
        """Change the owner, who is then no member; False when that is refused."""
        rest = [one for one in of.members if one != owner]
        if owner == of.owner:
            return True
        was = of.owner
        of.owner = owner
        if owner in self.archived or self.reaches(rest, owner):
            of.owner = was
            return False
        of.members = rest
        of.version += 1
        return True


@settings(
    max_examples=80,
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
    for call in calls:
        step(client, model, ids, call)

    for id_, expected in model.all.items():
        reply = client.get(f"/customer-organizations/{id_}")
        seen = reply.json()
        assert seen["owner"]["id"] == ids[expected.owner]
        members = [member["id"] for member in seen["members"]]
        assert members == [ids[one] for one in expected.members]
        assert reply.headers["etag"] == f'"{expected.version}"'
        assert len(world.history(id_)) == expected.version


def step(client, model: Model, ids: list[str], call: tuple) -> None:
    """Make one call, of the service and of the model, and compare what came of it."""
    verb, subject, fact = call
    if verb == "create":
        body = {"ownerId": ids[subject], "memberIds": [ids[one] for one in fact]}
        reply = client.post("/customer-organizations", json=body)
        made = model.create(subject, fact)
        assert reply.status_code == (201 if made else 409)
        if made:
            model.all[reply.json()["id"]] = made
    elif verb == "archive":
        assert client.post(f"/customers/{ids[subject]}/archive").status_code == 200
        model.archived.add(subject)
    elif subject < len(model.all):
        change(client, model, ids, (verb, list(model.all)[subject], fact))


def change(client, model: Model, ids: list[str], call: tuple) -> None:
    """Make one call on an organization that is there."""
    verb, id_, fact = call
    path, of = f"/customer-organizations/{id_}", model.all[id_]
    if verb in ("add", "replace"):
        method = "PUT" if verb == "replace" else "POST"
        body = {"customerIds": [ids[one] for one in fact]}
        reply = client.request(method, f"{path}/members", json=body)
        done = model.put(of, fact, replace=verb == "replace")
        assert reply.status_code == (200 if done else 409)
    elif verb == "remove":
        reply = client.delete(f"{path}/members/{ids[fact]}")
        assert reply.status_code == (200 if fact in of.members else 404)
        of.version += fact in of.members
        of.members = [one for one in of.members if one != fact]
    elif verb == "hand over":
        reply = client.put(f"{path}/owner", json={"ownerId": ids[fact]})
        assert reply.status_code == (200 if model.hand_over(of, fact) else 409)
    else:
        assert client.delete(path).status_code == 204
        del model.all[id_]
