"""The stage of the examples: an app in which what an example speaks of is really there."""

import json
import re
from uuid import uuid4

import httpx

from koncern.access import CredentialNeeded
from koncern.api.customers import (
    aliases,
    contacts,
    customers,
    scheduled_members,
    tax_registrations,
)
from koncern.api.http import Route
from koncern.api.organisations import (
    addresses,
    attribute_templates,
    auth,
    colleagues,
    companies,
    customer_groups,
    hierarchies,
    inheritance,
    moves,
    passwords,
    payers,
    registrations,
    roles,
    sign_ups,
    store_groups,
    tags,
)
from koncern.api.pages import (
    address_examples,
    alias_examples,
    customer_examples,
    examples,
    file_examples,
    inheritance_examples,
    member_examples,
    people_examples,
    tree_examples,
)
from koncern.people import users
from koncern.people.users import NewUser
from koncern.worker import ROUTES
from letters import token_for
from world import PDF, World, add_file, add_organization, new_company


class Stage:
    """An app in which the things that an example speaks of are really there."""

    def __init__(self, world: World, route: Route) -> None:
        self._world = world
        self._route = route
        reader = NewUser(**auth.EXAMPLE, first_name="Anna", last_name="Berg")
        user = world.act(lambda tx, actor: users.create(tx, actor, reader))
        self._anna = world.person()
        self._billing, self._machine = world.customers(), world.machine()
        owner, member, customer = (self._add_customer() for _ in range(3))
        self._token = self._anna.token
        self._auth = world.credential() if self._takes_credentials() else None
        self._real = self._mailed(route) | {
            examples.APP: str(world.app),
            examples.CUSTOMER: customer,
            examples.ID: add_organization(self._billing, owner, member),
            examples.OWNER: owner,
            customer_examples.CONTACT: self._add_contact(customer),
            examples.MEMBER: member,
            examples.TOKENS["refresh_token"]: self._anna.refresh_token,
            people_examples.USER: str(user.id),
        }
        if route.method != "POST":
            self._add_to_customer(customer)
        if route.dialect == "organisations" and (
            route.method == "GET" or "{id}" in route.path
        ):
            self._make_what_is_read()
        if "inherited-fields" in route.path or "/settings" in route.path:
            self._declare_field()
        if "scheduled-moves" in route.path:
            self._schedule_move(customer)
        if "scheduled-changes" in route.path and route.method != "POST":
            self._schedule_change()
        if re.search("{(key|slug)}", route.path):
            self._make_labels()

    def _mailed(self, route: Route) -> dict[str, str]:
        """Sign the reader in, or have the token sent, that an account's example needs."""
        anonymous = self._world.anonymous()
        own = ("/auth/me", "/auth/change-password", "/address-restrictions")
        if route.path.endswith(own):
            reply = anonymous.post("/auth/login", json=auth.EXAMPLE)
            self._token = reply.json()["access_token"]
        if route.path.endswith("/auth/verify-email"):
            anonymous.post("/auth/register", json=sign_ups.EXAMPLE)
            email = str(sign_ups.EXAMPLE["email"])
            return {sign_ups.TOKEN: token_for(self._world, email)}
        if route.path.endswith("/auth/reset-password"):
            email = {"email": auth.EXAMPLE["email"]}
            anonymous.post("/auth/forgot-password", json=email)
            return {passwords.TOKEN: token_for(self._world, email["email"])}
        return {}

    @property
    def path(self) -> str:
        """The path of the example, with the ids of what is there."""
        return self._for_real(_with_ids(self._route.path))

    @property
    def elsewhere(self) -> str:
        """The same path with the id or name of something else.

        Who uploads must be in the other company; any other path may lead to nothing.
        """
        other = str(uuid4())
        if self._route.is_streamed:
            reply = self._anna.post("/organisations", json=new_company())
            other = reply.json()["company"]["id"]
        before, _, last = self._route.path.rpartition("{")
        return self._for_real(_with_ids(before)) + other + last.partition("}")[2]

    def play(self, path: str = "", **headers: str) -> httpx.Response:
        """Send the example, to its own path or to another one."""
        route, path = self._route, path or self.path
        if route.is_streamed:
            return self._play_form(path, headers)
        body = json.dumps(route.example) if route.example else ""
        told = {"content-type": "application/json"} | self._signature()
        return httpx.request(
            route.method,
            self._world.url + path,
            content=self._for_real(body),
            headers=told | headers,
            auth=self._auth,
            timeout=30,
        )

    def _play_form(self, path: str, headers: dict[str, str]) -> httpx.Response:
        """Send a form with a file, as a browser does."""
        fields = self._route.example["custom_fields"]
        return self._anna.post(
            path.removeprefix(f"/api/v1/{self._world.app}"),
            data={"custom_fields": json.dumps(fields)},
            files={"file": (file_examples.NAME, PDF)},
            headers=headers,
        )

    def _add_customer(self) -> str:
        reply = self._billing.post("/customers", json=customers.EXAMPLE)
        return str(reply.json()["id"])

    def _add_contact(self, customer: str) -> str:
        reply = self._billing.post(
            f"/customers/{customer}/contacts", json=contacts.EXAMPLE
        )
        return str(reply.json()["id"])

    def _add_to_customer(self, customer: str) -> None:
        for path, about, example in (
            ("/customer-aliases", aliases.EXAMPLE, alias_examples.ALIAS),
            (
                "/tax-registrations",
                tax_registrations.EXAMPLE,
                alias_examples.TAX_REGISTRATION,
            ),
        ):
            reply = self._billing.post(path, json=about | {"customerId": customer})
            self._real[example] = reply.json()["id"]

    def _make_what_is_read(self) -> None:
        self._machine.post("/roles", json=roles.EXAMPLE)
        waits = {"status": "pending"} if "/registrations" in self._route.path else {}
        registered = self._anna.post(
            "/organisations", json=companies.EXAMPLE | {"role": "buyer"} | waits
        )
        self._real[examples.COMPANY] = registered.json()["company"]["id"]
        self._place_user(self._real[examples.COMPANY])
        self._real[file_examples.FILE] = add_file(
            self._anna.client, self._real[examples.COMPANY]
        )
        if self._route.name == "organisations.registrations.withdraw_rejection":
            path = self._for_real(f"/registrations/{examples.COMPANY}/rejection")
            self._machine.post(path, json=registrations.REJECTION)
        if "/payer" in self._route.path:
            path = f"/organisations/{self._real[examples.COMPANY]}/payer"
            self._machine.put(path, json=payers.EXAMPLE)
        if "/address" in self._route.path:
            self._add_address(registered.json()["company"]["id"])
        for maker in ROUTES:
            is_made_so = maker.example and not maker.is_streamed
            if maker.path == self._route.path and is_made_so:
                path = maker.path.removeprefix("/api/v1/{app_id}")
                self._machine.request(maker.method, path, json=maker.example)

    def _place_user(self, company: str) -> None:
        if self._route.method != "POST":
            user = {"user_id": self._real[people_examples.USER]}
            body = colleagues.EXAMPLE | user
            self._machine.post(f"/organisations/{company}/users", json=body)

    def _add_address(self, company: str) -> None:
        path = f"/organisations/{company}/addresses"
        made = self._anna.post(path, json=addresses.EXAMPLE).json()["address"]["id"]
        self._real[address_examples.ADDRESS] = made
        user = self._real[people_examples.USER]
        if self._route.method != "PUT":
            self._anna.put(f"{path}/{made}/users/{user}")

    def _schedule_move(self, customer: str) -> None:
        moved = self._machine.put(
            f"/organisations/{self._real[examples.COMPANY]}/parent",
            json=moves.EXAMPLE | {"parent_id": customer},
        )
        scheduled = moved.json()["scheduled_move"]["id"]
        self._real[tree_examples.SCHEDULED_MOVE] = scheduled

    def _declare_field(self) -> None:
        """Let a field flow down, and a company say something of it."""
        field = inheritance_examples.FIELD
        self._machine.put(f"/inherited-fields/{field}")
        if company := self._real.get(examples.COMPANY):
            parent = self._real[examples.CUSTOMER]
            under = {"parent_id": parent}
            self._machine.put(f"/organisations/{company}/parent", json=under)
            for each in (company, parent):
                path = f"/organisations/{each}/settings/{field}"
                self._machine.put(path, json=inheritance.EXAMPLE)

    def _schedule_change(self) -> None:
        path = f"/customer-organizations/{examples.ID}/scheduled-changes"
        body = json.dumps(scheduled_members.EXAMPLE)
        made = self._billing.post(
            self._for_real(path), json=json.loads(self._for_real(body))
        )
        self._real[member_examples.SCHEDULED_CHANGE] = made.json()["id"]

    def _make_labels(self) -> None:
        """Make what a path can name by its key or slug, with who is in the group."""
        for path, room in (
            ("/attributes", attribute_templates),
            ("/customer-groups", customer_groups),
            ("/hierarchies", hierarchies),
            ("/roles", roles),
            ("/store-groups", store_groups),
            ("/tags", tags),
        ):
            self._machine.post(path, json=room.EXAMPLE)
        if examples.COMPANY not in self._real:
            self._real[examples.COMPANY] = self._real[examples.CUSTOMER]
        group = "/customer-groups/wholesale"
        company = [self._real[examples.COMPANY]]
        self._machine.post(f"{group}/organisations", json={"organisation_ids": company})
        self._machine.post(
            f"{group}/users", json={"user_ids": [self._real[people_examples.USER]]}
        )

    def _takes_credentials(self) -> bool:
        route = self._route
        return route.dialect == "customers" or CredentialNeeded in route.failures

    def _signature(self) -> dict[str, str]:
        if self._route.is_public or self._takes_credentials():
            return {}
        return {"authorization": f"Bearer {self._token}"}

    def _for_real(self, text: str) -> str:
        for example, real in self._real.items():
            text = text.replace(example, real)
        return text


def _with_ids(path: str) -> str:
    """Return a path with the ids that stand in the examples."""
    return re.sub(
        r"([\w-]+)/{\w+}",
        lambda found: f"{found[1]}/{examples.ID_UNDER[found[1]]}",
        path,
    )
