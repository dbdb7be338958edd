"""Attacks by bodies: lists of faults, depth, long numbers, on every kind of call."""

import json
from collections.abc import Callable, Mapping

from attack.model import Attack, Family, Target
from attack.scene import PASSWORD, Scene, company, customer
from attack.wire import send

SIZE = 990_000
NOBODY = "00000000-0000-7000-8000-000000000000"


def repeated(item: str, size: int = SIZE) -> str:
    """Return a JSON list of so many of one item as fit."""
    return "[" + ",".join([item] * (size // (len(item) + 1))) + "]"


def fields(item: str, size: int = SIZE) -> str:
    """Return the inside of a JSON object: so many fields as fit."""
    count = size // (len(item) + 10)
    return ",".join(f'"f{number}":{item}' for number in range(count))


def within(whole: Mapping[str, object], name: str, value: str) -> bytes:
    """Return a body as JSON, with one field of which the value is given as a text."""
    rest = json.dumps({key: each for key, each in whole.items() if key != name})
    return f'{rest[:-1]},"{name}":{value}}}'.encode()


def at_login(scene: Scene) -> list[bytes]:
    """Return bodies for the sign-in, from nobody."""
    known = {"email": scene.email("anna"), "password": PASSWORD}
    return [
        scene.raw("POST", "/auth/login", body)
        for body in (
            within(known, "extra", "0")[:-1] + b"," + fields("1").encode() + b"}",
            within(known, "extra", repeated("{}")),
            within(known, "email", f'"{"a@" * (SIZE // 2)}"'),
            within(known, "password", repeated('"a"')),
        )
    ]


def in_contacts(scene: Scene) -> list[bytes]:
    """Return customers with very many contacts that say nothing."""
    return [
        scene.raw("POST", "/api/customers", within(customer(), name, value), "")
        for name, value in (
            ("contacts", repeated("{}")),
            ("contacts", repeated('{"name":1,"x":2}')),
            ("address", "{" + fields("1") + "}"),
            ("customerAliases", repeated('""')),
        )
    ]


def in_companies(scene: Scene) -> list[bytes]:
    """Return companies of a user with very many parts that say nothing."""
    return [
        scene.raw("POST", "/organisations", within(company(), name, value), "anna")
        for name, value in (
            ("tags", repeated('{"id":"a"}')),
            ("customer_groups", repeated('{"id":"a"}')),
            ("store_groups", repeated('{"id":"a"}')),
            ("billing_address", repeated("{}")),
            ("shipping_address", repeated('{"country":"XX"}')),
            ("attributes", repeated('{"key":1}')),
            ("custom_fields", "{" + fields(r'"\u0000"') + "}"),
        )
    ]


def in_members(scene: Scene) -> list[bytes]:
    """Return lists of ids that are nobody's, or no ids."""
    owner = scene.call("POST", "/api/customers", customer("Owner"), "").json()
    at = "/api/customer-organizations"
    in_group = f'{{"organisation_ids":{_ids()}}}'
    root = {"ownerId": owner.get("id", NOBODY)}
    return [
        scene.raw("POST", at, within(root, "memberIds", repeated('"x"')), ""),
        scene.raw("POST", at, within(root, "memberIds", repeated(f'"{NOBODY}"')), ""),
        scene.raw("POST", at, within(root, "memberIds", _ids()), ""),
        scene.raw("POST", "/customer-groups/a/organisations", in_group.encode(), ""),
    ]


def in_lists(scene: Scene) -> list[bytes]:
    """Return bodies that are lists, and fields of settings and templates."""
    return [
        scene.raw("POST", "/attributes/bulk", repeated("{}").encode(), ""),
        scene.raw("POST", "/attributes/bulk", repeated('{"key":"a"}').encode(), ""),
        scene.raw("PATCH", "/settings", f"{{{fields('1')}}}".encode(), ""),
        scene.raw("PATCH", "/auth/me", f"{{{fields('1')}}}".encode(), "anna"),
        scene.raw("POST", "/roles", f'{{"permissions":{repeated("1")}}}'.encode(), ""),
    ]


def deep(scene: Scene) -> list[bytes]:
    """Return bodies that are nested very deeply."""
    depth = SIZE // 2
    lists, objects = "[" * depth + "]" * depth, '{"a":' * (SIZE // 6)
    several = repeated("[" * 500 + "]" * 500)
    return [
        scene.raw("POST", "/organisations", within(company(), name, value), "anna")
        for name, value in (
            ("custom_fields", f'{{"a":{lists}}}'),
            ("custom_fields", objects + "1" + "}" * (SIZE // 6)),
            ("custom_fields", f'{{"a":{several}}}'),
            ("unknown", lists),
        )
    ] + [scene.raw("POST", "/auth/login", lists.encode())]


def long_numbers(scene: Scene) -> list[bytes]:
    """Return bodies with very long numbers, and very many large ones."""
    return [
        scene.raw("POST", "/organisations", within(company(), name, value), "anna")
        for name, value in (
            ("custom_fields", f'{{"a":{"9" * SIZE}}}'),
            ("custom_fields", f'{{"a":{repeated("1e308")}}}'),
            ("custom_fields", f'{{"a":{repeated("1e400")}}}'),
            ("custom_fields", f'{{"a":{repeated("9" * 4000)}}}'),
            ("custom_fields", f'{{"a":0.{"1" * SIZE}}}'),
            ("unknown", "9" * SIZE),
        )
    ] + [scene.raw("POST", "/auth/login", b'{"email":' + b"9" * SIZE + b"}")]


def bomb(make: Callable[[Scene], list[bytes]]) -> Callable[[Target], None]:
    """Return an attack that sends each of these bodies a few times."""

    def run(target: Target) -> None:
        for asked in make(target.scene):
            for _ in range(target.plan.size(2, 1)):
                status = send(target.port, target.tally, asked).status
                target.tally.expect(f"answered {status}", holds=status < 500)

    return run


def _ids() -> str:
    """Return a list of ids that are nobody's, no two the same."""
    return "[" + ",".join(f'"{NOBODY[:-7]}{n:07x}"' for n in range(SIZE // 39)) + "]"


KINDS = (
    ("faults at the sign-in", "990 kB of unknown and wrong fields.", at_login),
    ("faults in contacts", "990 kB of contacts and parts of a customer.", in_contacts),
    ("faults in companies", "990 kB of tags, groups and addresses.", in_companies),
    ("faults in members", "990 kB of ids that are nobody's.", in_members),
    ("faults in lists", "990 kB of templates, settings and permissions.", in_lists),
    ("deep JSON", "Lists and objects nested 500,000 deep.", deep),
    ("long numbers", "Numbers of 990,000 digits, and very many.", long_numbers),
)

FAMILY = Family(
    "bodies", tuple(Attack(name, story, bomb(make)) for name, story, make in KINDS)
)
