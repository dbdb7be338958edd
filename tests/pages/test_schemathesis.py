"""What the OpenAPI documents say is what the service does, whatever is sent.

Each operation is called with all sorts of valid and invalid data. Where a path is
meant to be valid, the ids in it are of things that are really there.
"""

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import positive_data_acceptance

from koncern.api.kit import MULTIPART
from koncern.api.pages import openapi
from koncern.api.service import ROUTES
from world import World, add_customer, add_file, add_organization, new_company

CUSTOMERS, ORGANISATIONS = (
    schemathesis.openapi.from_dict(openapi.document(dialect, ROUTES))
    for dialect in ("customers", "organisations")
)
for schema in (CUSTOMERS, ORGANISATIONS):
    # Credentials are the test's own; the check `ignored_auth` sends none, or others.
    schema.config.generation.update(with_security_parameters=False)
    # An `If-Match` that names no version of the record is refused as well, and a body
    # that is too long to be read.
    schema.config.checks.negative_data_rejection.expected_statuses += ["412", "413"]

ENOUGH = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

EXPLAINED = {
    "BodyInvalid",
    "FormBroken",
    "FormInvalid",
    "HeaderInvalid",
    "JsonBroken",
    "PathInvalid",
    "QueryInvalid",
}
"""The refusals that a schema foretells: data of its form never gets one of them."""

NEW_CONTACT = {"name": "Ben", "email": "b@example.com", "billingPreference": "NONE"}
LABELS = {
    "attributes": "key",
    "customer-groups": "slug",
    "roles": "slug",
    "store-groups": "slug",
    "tags": "key",
}
"""What paths name by a short name, and what the field is called."""

UNSAYABLE = "holds the character U+"
"""But this one: no schema says which characters are refused in every text."""


class Scene:
    """An app with a thing of each sort in it, and who may do everything there."""

    def __init__(self, world: World) -> None:
        self.url = world.url
        self.auth = world.credential()
        self._client = world.customers()
        self._owner = add_customer(self._client, "Owner")
        self._member = add_customer(self._client, "Member")
        self._machine = world.machine()
        registered = self._machine.post("/organisations", json=new_company())
        user = str(world.person().id)
        self._ids = {
            "app_id": str(world.app),
            "customerId": self._member,
            "customers": self._owner,
            "for-customer": self._owner,
            "for-merchant": str(world.app),
            "alias": self._owner,
            "organisations": registered.json()["company"]["id"],
            "user_id": user,
            "users": user,
        }
        self._machine = world.machine()

    def fill_in(self, case: Case) -> None:
        """Name real things where a path or a body is meant to be valid."""
        if case.headers.get("If-Match") == "0":
            # One of schemathesis's own generators loses the quotes.
            case.headers["If-Match"] = '"0"'
        if (key := case.headers.get("Idempotency-Key")) and _is_valid(case, "header"):
            # A key that comes again answers for its first request only.
            case.headers["Idempotency-Key"] = key[:200] + uuid4().hex
        if _is_valid(case, "path"):
            before = {name: path for path, name in _placed(case.path)}
            for name in case.path_parameters:
                case.path_parameters[name] = self._id_of(before[name], name)
        if case.query and "hierarchy" in case.query and _is_valid(case, "query"):
            case.query["hierarchy"] = "main"
        if case.media_type == MULTIPART and isinstance(case.body, dict):
            _send_lists_as_such(case.body)
        if isinstance(case.body, dict) and _is_valid(case, "body"):
            for name in {"customerId", "ownerId", "parentId"} & case.body.keys():
                case.body[name] = self._owner
            for name in {"customerIds", "memberIds"} & case.body.keys():
                case.body[name] = [self._member for _ in case.body[name]]

    def _id_of(self, collection: str, name: str) -> str:
        """Return the id of a thing: a fresh one of what a call uses up."""
        if collection in LABELS:
            return self._label(collection)
        fresh = getattr(self, f"_make_{collection.replace('-', '_')}", None)
        return fresh() if fresh else self._ids.get(name) or self._ids[collection]

    def _make_customer_organizations(self) -> str:
        return add_organization(self._client, self._owner, self._member)

    def _make_registrations(self) -> str:
        waiting = self._machine.post("/organisations", json=new_company())
        return str(waiting.json()["company"]["id"])

    def _make_customer_aliases(self) -> str:
        return self._add("customer-aliases", {"value": uuid4().hex})

    def _make_tax_registrations(self) -> str:
        number = {"taxIdentifier": uuid4().hex, "country": "US", "state": "NY"}
        return self._add("tax-registrations", number)

    def _make_files(self) -> str:
        return add_file(self._machine, self._ids["organisations"])

    def _make_addresses(self) -> str:
        path = f"/organisations/{self._ids['organisations']}/addresses"
        return str(self._machine.get(path).json()["addresses"][0]["id"])

    _make_address = _make_addresses

    def _make_scheduled_moves(self) -> str:
        company = self._machine.post("/organisations", json=new_company()).json()
        reply = self._machine.put(
            f"/organisations/{company['company']['id']}/parent",
            json={"parent_id": self._owner, "effective_at": "2099-01-01T00:00:00Z"},
        )
        return str(reply.json()["scheduled_move"]["id"])

    def _make_hierarchies(self) -> str:
        """Make one in the place of the last: an app has only so many."""
        self._machine.delete("/hierarchies/fresh")
        body = {"slug": "fresh", "name": "Name"}
        self._machine.post("/hierarchies", json=body).raise_for_status()
        return "fresh"

    def _make_contacts(self) -> str:
        return self._add(f"customers/{self._owner}/contacts", NEW_CONTACT)

    def _label(self, collection: str) -> str:
        """Make a tag, group, role or template; return what a path names it by."""
        name = f"n{uuid4().hex}"
        body = {LABELS[collection]: name, "name": "Name"}
        self._machine.post(f"/{collection}", json=body).raise_for_status()
        return name

    def _add(self, collection: str, thing: dict[str, str]) -> str:
        body = thing
        if collection in {"customer-aliases", "tax-registrations"}:
            body = thing | {"customerId": self._owner}
        return str(self._client.post(f"/{collection}", json=body).json()["id"])


def _send_lists_as_such(form: dict[str, Any]) -> None:
    """Let no list be shorter than two: a form sends each item as a part of its own.

    So an empty one would not be sent at all, and one of one object look like it.
    """
    for name, value in form.items():
        if isinstance(value, list) and len(value) < 2:
            form[name] = [0, 0]


def _is_valid(case: Case, place: str) -> bool:
    return not case.meta.is_negative_at(place)


def _placed(path: str) -> list[tuple[str, str]]:
    segments = path.strip("/").split("/")
    return [
        (before, segment.strip("{}"))
        for before, segment in pairwise(segments)
        if segment.startswith("{")
    ]


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def refused_as_foretold(_: CheckContext, response: Response, case: Case) -> None:
    """Data that fits its schema is refused by rules only, and never for its form."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if response.status_code != 400:
        return
    problem = response.json()
    said = [fault["detail"] for fault in problem.get("errors", [])]
    assert problem["code"] not in EXPLAINED or any(
        UNSAYABLE in each for each in said
    ), problem


def the_code_is_declared(_: CheckContext, response: Response, case: Case) -> None:
    """An error has one of the codes that its operation declares for its status."""
    declared: dict[str, Any] = case.operation.definition.raw["responses"]
    answer = declared.get(str(response.status_code), {})
    examples = answer.get("content", {}).get("application/problem+json", {})
    if examples:
        assert response.json()["code"] in examples["examples"], response.json()


def call_and_check(case: Case, scene: Scene) -> None:
    scene.fill_in(case)
    case.call_and_validate(
        base_url=scene.url,
        auth=scene.auth,
        additional_checks=[refused_as_foretold, the_code_is_declared],
        # A schema cannot say that an id must be of a customer, or that a number's
        # check digits must fit: `refused_as_foretold` holds what it can say.
        excluded_checks=[positive_data_acceptance],
    )


@CUSTOMERS.parametrize()
@ENOUGH
def test_the_customers_api_is_as_described(case: Case, scene: Scene):
    call_and_check(case, scene)


@ORGANISATIONS.parametrize()
@ENOUGH
def test_the_organisations_api_is_as_described(case: Case, scene: Scene):
    call_and_check(case, scene)
