"""The scene of an attack: an app with a credential and users, made by the command line.

The command line and the two APIs are all that attacks know of the service, so the same
attacks run against every version of it.
"""

import json
import os
import secrets
import subprocess
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attack.service import KONCERN, plain_environment
from attack.wire import ATTACKER, Answer, ask, request

PASSWORD = "correct horse battery 1"
PEOPLE = ("anna", "ben", "charlie", "dana")


@dataclass
class Scene:
    """An app, and who can use it."""

    data: Path
    app: str
    slug: str
    basic: str
    users: dict[str, str]
    """The ids of users by their names."""
    port: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    """What an attack's preparation leaves for the attack."""
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Where the Organisations API of this app begins."""
        return f"/api/v1/{self.app}"

    def email(self, name: str) -> str:
        """Return a user's address."""
        return f"{name}.{self.slug}@example.com"

    def sign_in(self, name: str, source: str = ATTACKER) -> Answer:
        """Sign a user in, and keep the token."""
        body = {"email": self.email(name), "password": PASSWORD}
        answer = self.post("/auth/login", body, source=source)
        if answer.status == 200:
            self.tokens[name] = f"Bearer {answer.json()['access_token']}"
        return answer

    def who(self, name: str) -> str:
        """Return the Authorization header of a user, or of the credential for ""."""
        if not name:
            return self.basic
        if name not in self.tokens:
            self.sign_in(name)
        return self.tokens.get(name, "Bearer none")

    def post(
        self, path: str, body: Any = None, by: str | None = None, **more: str
    ) -> Answer:
        """POST to this app; by nobody, by a user, or by the credential ("")."""
        return self.call("POST", path, body, by, **more)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        by: str | None = None,
        *,
        source: str = ATTACKER,
        **headers: str,
    ) -> Answer:
        """Call either API: a path that does not begin with /api is of this app."""
        return ask(self.port, self.raw(method, path, body, by, **headers), source)

    def raw(
        self,
        method: str,
        path: str,
        body: Any = None,
        by: str | None = None,
        **headers: str,
    ) -> bytes:
        """Return a request as it goes over the wire; bytes are a body as they are."""
        if by is not None:
            headers["authorization"] = self.who(by)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        place = path if path.startswith("/api/") else self.root + path
        return request(method, place, body, **headers)


def make_scene(data: Path, policy: str = "open") -> Scene:
    """Make an app with a credential and four users."""
    slug = f"a{secrets.token_hex(6)}"
    app = str(_koncern(data, "app", "create", slug, "--policy", policy)["id"])
    credential = ("credential", "create", "--app", app, "--scope", "admin")
    with ThreadPoolExecutor(5) as pool:
        made = pool.submit(_koncern, data, *credential)
        people = {
            name: pool.submit(
                _koncern,
                data,
                "user",
                "create",
                f"{name}.{slug}@example.com",
                "--app",
                app,
                "--password",
                PASSWORD,
            )
            for name in PEOPLE
        }
    machine = made.result()
    secret = machine.get("secret") or machine["client_secret"]
    basic = b64encode(f"{machine['client_id']}:{secret}".encode()).decode()
    users = {name: str(user.result()["id"]) for name, user in people.items()}
    return Scene(data, app, slug, f"Basic {basic}", users)


def customer(name: str = "Customer", **more: Any) -> dict[str, Any]:
    """Return the body of a customer that can be invoiced."""
    address = {"line1": "Storgatan 1", "town": "Stockholm", "postcode": "111 22"}
    contact = {"name": "Anna Berg", "email": "anna.berg@example.com"}
    return {
        "legalName": name,
        "address": address | {"country": "SE"},
        "taxStatus": "TAXED",
        "contacts": [contact | {"billingPreference": "PRIMARY"}],
    } | more


def company(name: str = "Company", **more: Any) -> dict[str, Any]:
    """Return the body of a company."""
    return {"name": name, "email": "info@example.com"} | more


def _koncern(data: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [KONCERN, *words, "--json"],
        env=plain_environment() | {"KONCERN_DATA": str(data)},
        cwd=os.sep,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"koncern {' '.join(words)}: {done.stderr.decode()}")
    told = json.loads(done.stdout)
    first: dict[str, Any] = told[0] if isinstance(told, list) else told
    return first
