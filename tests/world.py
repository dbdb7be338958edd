"""A fresh app for each test, and the people in it.

Anna registers companies and owns them. Ben is her colleague where a test says so.
Charlie is a user of the same app who should have no access to Anna's things. Mallory
belongs to another app altogether.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from clients import Client
from koncern import apps, events
from koncern.access import create_credential
from koncern.apps import RegistrationPolicy
from koncern.base import Actor, Scope, Settings, operator
from koncern.db import Database, Tx
from koncern.mail import read_message
from koncern.people import sessions, users
from koncern.people.users import NewUser

Result = TypeVar("Result")


class Operator:
    """The operator's shell: verbs straight on the database, for setting scenes."""

    def __init__(self, database_url: str, data: Path = Path()) -> None:
        self.data = data
        self.settings = Settings(database_url=database_url, connections=2)
        self.database = Database(database_url, self.settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def act(self, app: UUID, verb: Callable[[Tx, Actor], Awaitable[Result]]) -> Result:
        """Carry out a verb as the operator, in a transaction of its own."""
        return asyncio.run_coroutine_threadsafe(
            self._act(app, verb), self._loop
        ).result(30)

    async def _act(
        self, app: UUID, verb: Callable[[Tx, Actor], Awaitable[Result]]
    ) -> Result:
        async with self.database.transaction(app, "test") as tx:
            return await verb(tx, operator(app))

    def query(self, sql: str, *facts: Any) -> list[dict[str, Any]]:
        """Ask the database itself."""

        async def ask() -> list[dict[str, Any]]:
            connection = await self.database._connections.take()
            try:
                return [dict(row) for row in await connection.fetch(sql, *facts)]
            finally:
                self.database._connections.give(connection)

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(30)

    def close(self) -> None:
        """Close the connections and end the thread."""
        asyncio.run_coroutine_threadsafe(self.database.close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class World:
    """One app of the test's own."""

    def __init__(
        self,
        url: str,
        operator: Operator,
        policy: RegistrationPolicy = RegistrationPolicy.OPEN,
        *,
        shares_numbers: bool = False,
    ) -> None:
        self.url = url
        self.operator = operator
        self.app = uuid7()
        self._clients: list[Client] = []
        operator.act(
            self.app,
            lambda tx, actor: apps.create(
                tx,
                actor,
                slug=f"t{self.app.hex}",
                name="Test",
                registration_policy=policy,
                shares_numbers=shares_numbers,
            ),
        )

    def act(self, verb: Callable[[Tx, Actor], Awaitable[Result]]) -> Result:
        """Carry out a verb in this app as the operator."""
        return self.operator.act(self.app, verb)

    def credential(self, scope: Scope = Scope.ADMIN) -> tuple[str, str]:
        """Make a credential; return its client id and secret."""
        made, secret = self.act(
            lambda tx, actor: create_credential(tx, actor, name="test", scope=scope)
        )
        return made.client_id, secret

    def customers(self, scope: Scope = Scope.ADMIN) -> Client:
        """Return a client of the Customers API, with a credential of its own."""
        return self._client("/api", auth=self.credential(scope))

    def machine(self, scope: Scope = Scope.ADMIN) -> Client:
        """Return a client of the Organisations API, with a credential of its own."""
        return self._client(f"/api/v1/{self.app}", auth=self.credential(scope))

    def person(self, name: str = "anna") -> "Person":
        """Make a user and sign them in; the name is theirs in this world."""
        email = f"{name}.{self.app.hex}@example.com"
        user = self.act(lambda tx, actor: users.create(tx, actor, NewUser(email=email)))
        tokens, _ = self.act(
            lambda tx, _: sessions.open_session(tx, self.operator.settings, user.id)
        )
        client = self._client(
            f"/api/v1/{self.app}",
            headers={"authorization": f"Bearer {tokens.access_token}"},
        )
        return Person(user.id, email, tokens.access_token, tokens.refresh_token, client)

    def anonymous(self) -> Client:
        """Return a client of the Organisations API that is not signed in."""
        return self._client(f"/api/v1/{self.app}")

    def history(self, subject: UUID | str) -> list[str]:
        """Return the types of what happened to a thing, oldest first."""
        kept = self.act(lambda tx, _: events.history(tx, UUID(str(subject))))
        return [event.type for event in kept]

    def mails(self, to: str | None = None) -> list[dict[str, Any]]:
        """Return the app's mails (to one address), oldest first, as they were written."""
        kept = self.operator.query(
            """SELECT id, recipient AS "to", subject, body_text AS text,
                      body_html AS html, template, language, state
                 FROM mail
                WHERE app_id = $1 AND ($2::text IS NULL OR recipient = $2)
                ORDER BY id""",
            self.app,
            to,
        )
        return [mail | written(mail, self.operator.data) for mail in kept]

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients:
            client.close()

    def _client(self, root: str, **options: Any) -> Client:
        client = Client(base_url=self.url + root, **options)
        self._clients.append(client)
        return client


class Person:
    """A signed-in user: their id, their tokens, and their client."""

    def __init__(
        self, id_: UUID, email: str, token: str, refresh_token: str, client: Client
    ) -> None:
        self.id = id_
        self.email = email
        self.token = token
        self.refresh_token = refresh_token
        self.client = client
        self.get = client.get
        self.post = client.post
        self.put = client.put
        self.patch = client.patch
        self.delete = client.delete


def written(mail: dict[str, Any], data: Path) -> dict[str, str]:
    """Return what a mail says, from its file if it has been delivered to one."""
    if mail["state"] != "filed":
        return {}
    (path,) = (data / "mail").glob(f"*-{mail['id']}.eml")
    text, html = read_message(path.read_bytes())
    return {"text": text, "html": html}


def new_customer(name: str = "Customer", **more: Any) -> dict[str, Any]:
    """Return the body of a customer that can be invoiced."""
    return {
        "legalName": name,
        "address": {
            "line1": "Storgatan 1",
            "town": "Stockholm",
            "postcode": "111 22",
            "country": "SE",
        },
        "taxStatus": "TAXED",
        "contacts": [
            {
                "name": "Anna Berg",
                "email": "anna.berg@example.com",
                "billingPreference": "PRIMARY",
            }
        ],
    } | more


def new_company(name: str = "Company", **more: Any) -> dict[str, Any]:
    """Return the body of a company that can be invoiced once it is registered."""
    return {
        "name": name,
        "email": "info@example.com",
        "billing_address": [
            {
                "street_address": "Storgatan 1",
                "city": "Stockholm",
                "postal_code": "111 22",
                "country": "SE",
            }
        ],
    } | more


def add_customer(client: Client, name: str = "Customer", **more: Any) -> str:
    """Create a customer through the API; return its id."""
    reply = client.post("/customers", json=new_customer(name, **more))
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def add_organization(client: Client, owner: str, *members: str) -> str:
    """Create a customer organization through the API; return its id."""
    body = {"ownerId": owner, "memberIds": list(members)}
    reply = client.post("/customer-organizations", json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def add_file(
    client: Client, company: str, name: str = "contract.pdf", content: bytes = PDF
) -> str:
    """Upload a file through the API; return its id."""
    path = f"/organisations/{company}/files"
    fields = {"custom_fields": '{"kind": "contract"}'}
    reply = client.post(path, files={"file": (name, content)}, data=fields)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])
