"""The scene of the calls that are made up: an app with a thing of each sort in it."""

from itertools import pairwise
from typing import Any
from uuid import uuid4

from schemathesis import Case

from koncern.api.http import JSON, MULTIPART
from world import World, add_customer, add_file, add_organization, new_company

NEW_CONTACT = {"name": "Ben", "email": "b@example.com", "billingPreference": "NONE"}
LABELS = {
    "attributes": "key",
    "customer-groups": "slug",
    "roles": "slug",
    "store-groups": "slug",
    "tags": "key",
}
"""What paths name by a short name, and what the field is called."""

PARENTS = {"customerId", "ownerId", "parentId", "parent_id"}
MEMBERS = {"customerIds", "memberIds", "organisation_ids"}
"""What bodies name a company by, or several."""

NAMES = {"key", "slug", "taxIdentifier", "value"}
"""What no two things may share."""

NUMBERS = {"organisation_number", "tax_id_vat_number"}
"""What no two companies may share, and need not have."""


class Scene:
    """An app with a thing of each sort in it, and who may do everything there."""

    def __init__(self, world: World) -> None:
        self.url = world.url
        self.auth = world.credential()
        self._app = str(world.app)
        self._client, self._machine = world.customers(), world.machine()
        self._user = str(world.person().id)
        self._settle()

    def _settle(self) -> None:
        """Let new companies be there, in whatever state those before them are."""
        self._owner = add_customer(self._client, "Owner")
        self._member = add_customer(self._client, "Member")
        registered = self._machine.post("/organisations", json=new_company())
        self._ids = {
            "app_id": self._app,
            "customerId": self._member,
            "customers": self._owner,
            "for-customer": self._owner,
            "for-merchant": self._app,
            "alias": self._owner,
            "organisations": registered.json()["company"]["id"],
            "user_id": self._user,
            "changeId": self._user,
            "users": self._user,
        }
        self._named = dict.fromkeys(PARENTS, self._owner) | {"user_id": self._user}
        self._listed = dict.fromkeys(MEMBERS, self._member) | {"user_ids": self._user}

    def begin(self, case: Case) -> None:
        """Name new things in a path that no link has led to."""
        if case.path_parameters.keys() - {"app_id"}:
            self._settle()
        self.fill_in(case)
        self.go_on(case)

    def go_on(self, case: Case) -> None:
        """Send what makes sense, where a case is meant to be valid: a link led to it.

        The body is the operation's example, of a name of its own. Cursors and versions
        that are made up are left out: they would only be refused.
        """
        if _is_valid(case, "path") and "app_id" in case.path_parameters:
            case.path_parameters["app_id"] = self._ids["app_id"]
        if _is_valid(case, "query"):
            for name in {"after", "before"} & case.query.keys():
                del case.query[name]
        if _is_valid(case, "header"):
            case.headers.pop("If-Match", None)
        if case.media_type == JSON and _is_valid(case, "body"):
            case.body = _sensible_body(case)
        self._send_well(case)

    def fill_in(self, case: Case) -> None:
        """Name real things where a path or a body is meant to be valid."""
        if _is_valid(case, "path"):
            before = {name: path for path, name in _placed(case.path)}
            for name in case.path_parameters:
                case.path_parameters[name] = self._id_of(before[name], name)
            if "changeId" in case.path_parameters:
                made, change = self._schedule_change()
                case.path_parameters.update(id=made, changeId=change)
        self._send_well(case)

    def _send_well(self, case: Case) -> None:
        if case.headers.get("If-Match") == "0":
            # One of schemathesis's own generators loses the quotes.
            case.headers["If-Match"] = '"0"'
        if (key := case.headers.get("Idempotency-Key")) and _is_valid(case, "header"):
            # A key that comes again answers for its first request only.
            case.headers["Idempotency-Key"] = key[:200] + uuid4().hex
        if case.query and "hierarchy" in case.query and _is_valid(case, "query"):
            case.query["hierarchy"] = "main"
        if case.media_type == MULTIPART and isinstance(case.body, dict):
            _send_lists_as_such(case.body)
        if isinstance(case.body, dict) and _is_valid(case, "body"):
            for name in self._named.keys() & case.body.keys():
                case.body[name] = self._named[name]
            for name in self._listed.keys() & case.body.keys():
                case.body[name] = [self._listed[name] for _ in case.body[name]]

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

    def _schedule_change(self) -> tuple[str, str]:
        """Make an organization, and a change of it; return the ids of both."""
        made = self._make_customer_organizations()
        leaving = {"customerId": self._member, "change": "leave"}
        reply = self._client.post(
            f"/customer-organizations/{made}/scheduled-changes",
            json=leaving | {"effectiveAt": "2099-01-01T00:00:00Z"},
        )
        return made, str(reply.json()["id"])

    def _make_inherited_fields(self) -> str:
        self._machine.put("/inherited-fields/payment_terms").raise_for_status()
        return "payment_terms"

    _make_settings = _make_inherited_fields

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


def _sensible_body(case: Case) -> dict[str, Any]:
    """Return the example of a body, under a name that nothing else has."""
    told: dict[str, Any] = case.operation.definition.raw["requestBody"]
    example = told["content"][JSON]["example"]
    if case.method == "PATCH" and isinstance(case.body, dict):
        return {key: example[key] for key in example.keys() & case.body.keys()}
    body = {key: value for key, value in example.items() if key not in NUMBERS}
    fresh = {key: f"n{uuid4().hex}" for key in NAMES & body.keys()}
    state = {"country": "US", "state": "NY"} if "taxIdentifier" in body else {}
    return body | fresh | state


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
