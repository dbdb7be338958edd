r"""A text in a query stands for itself: `%`, `_`, `\` and quotes in it are no patterns.

Names of things that there are (`NAMES`) are looked up whole, and refused if there is none.
"""

import re
from collections.abc import Callable
from uuid import UUID

import msgspec
import pytest
from msgspec import inspect
from paged import LABELS, rows_of, send

from clients import Client
from koncern.api.http import Route
from koncern.base import PageAsked
from koncern.worker import ROUTES
from patience import wait_until
from world import World, add_customer

LISTS = ("customers.directory.list_all", "organisations.search.list_own")

NAMES = {
    "country": "SE",
    "customer_group": "gold",
    "hierarchy": "main",
    "parent": "",
    "replacement": "gold",
    "sortBy": "legalName",
    "status": "active",
    "store_group": "gold",
    "tag": "gold",
}
"""The parameters that name something, and what there is; a parent is a company's id."""

SIGNS = "%_\\'\""
WRITTEN = [*(f"100{sign} Bio" for sign in SIGNS), *(f"a{sign}b" for sign in SIGNS)]
BEGUN = [f"{sign}c" for sign in SIGNS]
BESIDE = ["100x Bio", "100 Bio", "100xx Bio", "axb", "ab", "xc", "cc"]
"""What texts would find besides, if a sign in them stood for something else."""

NOWHERE = [
    *SIGNS,
    *(f"1{sign}0x Bio" for sign in SIGNS),
    *(f"{sign}xb" for sign in SIGNS),
    *(f"100x{sign}Bio" for sign in SIGNS),
    *(f"xc{sign}" for sign in SIGNS),
]


def texts() -> dict[tuple[str, str], bool]:
    """Return all parameters that are texts, and whether a text must have a certain form."""
    return {
        (route.name, field.encode_name): is_formed
        for route in ROUTES
        if route.query
        for field in msgspec.structs.fields(route.query)
        if field.name not in PageAsked.__struct_fields__
        if (is_formed := has_form(inspect.type_info(field.type))) is not None
    }


def has_form(kind: inspect.Type) -> bool | None:
    """Tell whether a parameter's text has a form; nothing if it is no text."""
    if isinstance(kind, inspect.UnionType):
        return next((f for t in kind.types if (f := has_form(t)) is not None), None)
    if isinstance(kind, inspect.Metadata):
        return has_form(kind.type)
    if isinstance(kind, inspect.DictType):
        return False
    return kind.pattern is not None if isinstance(kind, inspect.StrType) else None


class Register:
    """An app with companies that are called, labelled, mailed and known by such texts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.billing, self.machine = world.customers(), world.machine()
        self.mails = {name: mail_of(name) for name in [*WRITTEN, *BEGUN, *BESIDE]}
        self.companies = {self._add(name): name for name in self.mails}

    def _add(self, name: str) -> str:
        contact = {"name": "Anna", "billingPreference": "PRIMARY"}
        return add_customer(
            self.billing,
            name,
            label=name,
            customerAliases=[name],
            customProperties={"tier": name, name: "is a key"},
            contacts=[contact | {"email": self.mails[name] or "n@example.com"}],
        )

    def by(self, parameter: str, text: str) -> list[str]:
        """Return the names of the customers that have a text."""
        return self._names(self.billing, "/customers", {parameter: text})

    def by_alias(self, text: str) -> list[str]:
        """Return the names of those who have an alias."""
        found = self.billing.get("/customer-aliases", params={"value": text}).json()
        return [self.companies[each["customerId"]] for each in found["items"]]

    def by_field(self, key: str, value: str) -> list[str]:
        """Return the names of the companies that have a custom field."""
        asked = {f"custom_fields.{key}": value}
        return self._names(self.machine, "/organisations", asked)

    def by_words(self, text: str) -> list[str]:
        """Return the names of the companies that a text finds."""
        return self._names(self.machine, "/organisations", {"text": text})

    def _names(self, client: Client, path: str, asked: dict[str, str]) -> list[str]:
        reply = client.get(path, params=asked)
        assert reply.status_code == 200, (asked, reply.text)
        return [self.companies[each["id"]] for each in rows_of(reply.json())]

    def wait_until_indexed(self) -> None:
        """Wait until the search index has caught up with all companies."""
        notes = "SELECT FROM search_due WHERE app_id = $1"
        app = UUID(str(self._world.app))
        wait_until(lambda: not self._world.operator.query(notes, app), "not indexed")


def mail_of(name: str) -> str:
    """Return an address with the signs of a name; none if it must not have them."""
    is_allowed = not set(name) & set('\\"')
    return f"{name.replace(' ', '.')}@example.com" if is_allowed else ""


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


EXACT: dict[tuple[str, str], Callable[[Register, str], list[str]]] = {
    (LISTS[0], "alias"): lambda known, text: known.by("alias", text),
    (LISTS[0], "label"): lambda known, text: known.by("label", text),
    ("customers.aliases.list_all", "value"): lambda known, text: known.by_alias(text),
    (LISTS[1], "custom_fields"): lambda known, text: known.by_field("tier", text),
}
OTHERS = {(LISTS[0], "legalName"), (LISTS[0], "email"), (LISTS[1], "text")}


def test_each_that_is_no_name_of_something_is_tried():
    free = {(route, name) for route, name in texts() if name not in NAMES}
    assert free == EXACT.keys() | OTHERS
    assert not any(texts()[each] for each in free)


def test_whole_texts_find_who_has_them(register: Register):
    for text in [*register.mails, *NOWHERE]:
        expected = [text] if text in register.mails else []
        for where, find in EXACT.items():
            assert find(register, text) == expected, (where, text)
        assert register.by_field(text, "is a key") == expected, text


def test_parts_of_names_find_who_is_called_so(register: Register):
    parts = [*register.mails, *NOWHERE, *(f"00{sign} bi" for sign in SIGNS)]
    for _ in range(2):
        for part in parts:
            assert set(register.by("legalName", part)) == called(register, part), part
        register.wait_until_indexed()


def called(register: Register, part: str) -> set[str]:
    """Return the names with a part, or that begin so if it is short."""
    is_anywhere = re.search(r"[^\W_]{3}", part)
    lowered = {name: name.lower() for name in register.mails}
    if is_anywhere:
        return {name for name, low in lowered.items() if part.lower() in low}
    return {name for name, low in lowered.items() if low.startswith(part.lower())}


def test_addresses_find_who_gets_mail_there(register: Register):
    addresses = [*filter(None, register.mails.values())]
    for _ in range(2):
        for address in [*addresses, *map(mail_of, NOWHERE), *NOWHERE]:
            if address:
                found = [name for name, own in register.mails.items() if own == address]
                assert register.by("email", address) == found, address
        register.wait_until_indexed()


def test_words_find_who_has_one_of_them(register: Register):
    for text in [*WRITTEN, *BEGUN, *NOWHERE]:
        words, found = words_of(text), register.by_words(text)
        assert text in found or text in NOWHERE, text
        for name in found:
            assert any(has.startswith(words) for has in words_of(name)), (text, name)


def words_of(text: str) -> tuple[str, ...]:
    """Return what stands between the signs of a text."""
    return tuple(re.findall("[a-z0-9]+", text.lower()))


NAMING = [
    pytest.param(route, name, id=f"{route.name}-{name}")
    for route in ROUTES
    for of, name in texts()
    if of == route.name and name in NAMES
]


@pytest.mark.parametrize(("route", "name"), NAMING)
def test_names_of_nothing_are_refused(world: World, route: Route, name: str):
    company = add_customer(world.customers())
    for path, key in LABELS.items():
        for slug in ("gold", "silver"):
            send(world.machine(), "POST", path, {key: slug, "name": "Label"})
    facts = {"app_id": str(world.app), "id": company, "slug": "silver"}
    path, known = route.path.format_map(facts), NAMES[name] or company

    def ask(text: str) -> int:
        body = {"parent_id": None} if route.body else None
        url, asked = world.url + path, {name: text}
        return client.request(route.method, url, params=asked, json=body).status_code

    with Client(auth=world.credential()) as client:
        for sign in SIGNS:
            assert ask(known[0] + sign + known[2:]) in {400, 404}, sign
        assert ask(known) < 300


def test_names_with_an_underscore_find_only_their_own(world: World):
    machine, fields = world.machine(), ("tags", "customer_groups", "store_groups")
    for name in ("axb", "a_b"):
        for field in fields:
            path = f"/{field.replace('_', '-')}"
            send(machine, "POST", path, {LABELS[path]: name, "name": name})
        body = {"name": name} | {field: [name] for field in fields}
        send(machine, "POST", "/organisations", body)

    for field in fields:
        asked = {field.removesuffix("s"): "a_b"}
        found = machine.get("/organisations", params=asked).json()["companies"]
        assert [each["name"] for each in found] == ["a_b"], field
