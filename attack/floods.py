"""Attacks by number: metrics, searches, sign-ins, as fast as they are answered."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from attack.model import Attack, Family, Target
from attack.scene import Scene
from attack.wire import pound, request

WORDS = ("acme", "nordik", "a", "aktiebolag", "storgatan", "zzzzzzzz", "a b c d e f g")
LONG_TEXT = 200


def metrics(_: Scene) -> Iterator[bytes]:
    """Ask for the metrics."""
    while True:
        yield request("GET", "/metrics")


def pages(_: Scene) -> Iterator[bytes]:
    """Ask for what everybody may read."""
    while True:
        for path in ("/docs", "/docs/customers", "/openapi/organisations.json", "/no"):
            yield request("GET", path)


def searches(scene: Scene) -> Iterator[bytes]:
    """Ask for companies by texts and filters."""
    number = 0
    while True:
        number += 1
        word = WORDS[number % len(WORDS)]
        text = quote(f"{word} {number}" if number % 2 else word * (number % LONG_TEXT))
        yield scene.raw("GET", f"/organisations?text={text}&limit=100", by="")
        yield scene.raw("GET", f"/organisations?text={text}&status=active", by="")


def logins(scene: Scene) -> Iterator[bytes]:
    """Try to sign in, with ever other addresses and passwords."""
    number = 0
    while True:
        number += 1
        body = {"email": f"x{number}@example.com", "password": f"wrong {number}"}
        yield scene.raw("POST", "/auth/login", body)


def sign_ups(scene: Scene) -> Iterator[bytes]:
    """Sign up, with ever other addresses."""
    number = 0
    while True:
        number += 1
        body = {"email": f"y{number}@example.com", "password": f"long enough {number}"}
        yield scene.raw("POST", "/auth/register", body)


def flood(
    make: Callable[[Scene], Iterator[bytes]], count: int, connections: int
) -> Callable[[Target], None]:
    """Return an attack that sends so many requests over so many connections."""

    def run(target: Target) -> None:
        requests = make(target.scene)
        most = target.plan.size(count, count // 20)
        first = (asked for _, asked in zip(range(most), requests, strict=False))
        pound(target.port, target.tally, first, connections)

    return run


FLOODS = (
    ("metrics flood", "2,000 readings of /metrics.", metrics, 2000, 8),
    ("pages flood", "2,000 readings of public pages.", pages, 2000, 8),
    ("search flood", "1,500 searches and filters.", searches, 1500, 16),
    ("sign-in flood", "1,000 sign-ins with wrong passwords.", logins, 1000, 32),
    ("sign-up flood", "600 sign-ups of other addresses.", sign_ups, 600, 32),
)

FAMILY = Family(
    "floods",
    tuple(
        Attack(name, story, flood(make, count, connections))
        for name, story, make, count, connections in FLOODS
    ),
)
