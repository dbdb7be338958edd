"""Every bound that the documents tell holds exactly: N is taken, and N + 1 refused.

`bounds.txt` lists the bounds that the APIs have; one that changes, changes what clients can
rely on. Write it with `python tests/pages/test_bounds.py`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from bounds import Bound, Document, placed

from clients import Client
from koncern.api.pages import examples
from world import World

LIST = Path(__file__).with_name("bounds.txt")
DIALECTS = ("organisations", "customers")


def listed() -> str:
    """Return all bounds as the list has them: each once, whatever operation has it."""
    return "".join(
        f"{line}\n"
        for dialect in DIALECTS
        for line in sorted(
            {
                f"{dialect} {each.place} {each.path}: {each.kind} {each.most}"
                for each in Document(dialect).bounds()
            }
        )
    )


class Sender:
    """Sends what is at a bound, and what is beyond it, to one operation after the other."""

    def __init__(self, world: World, document: Document) -> None:
        self._document, self._world = document, world
        self._callers: list[Client | httpx.Client] = [
            Client(base_url=world.url, auth=world.credential()),
            Client(
                base_url=world.url,
                headers={"authorization": f"Bearer {world.person().token}"},
            ),
        ]
        world._clients.extend(self._callers)

    def offences(self, bound: Bound) -> list[str]:
        """Tell how a bound does not hold."""
        at, beyond = self._faults(bound, bound.most), self._faults(bound, bound.beyond)
        found = [] if bound.saying in beyond else [f"{bound}: beyond it {beyond}"]
        wrong = [each for each in at if each == bound.saying]
        return found + [f"{bound}: at it {each}" for each in wrong]

    def _faults(self, bound: Bound, size: int) -> list[str]:
        """Send a value of a size; return what faults say of its place."""
        document, keys = self._document, bound.keys
        value = document.sized(bound, size)
        method, path = bound.operation.split(" ")
        target, body = self._path(path), document.example_of(bound.operation)
        if bound.place == "query":
            named = (
                {f"{keys[0]}.{key}": each for key, each in value.items()}
                if isinstance(value, dict)
                else {keys[0]: value}
            )
            target += "?" + urlencode(named)
        else:
            body = placed(body, keys, value)
        reply = self._send(method, target, body)
        assert reply.status_code < 500, f"{bound} ({size}): {reply.text}"
        if reply.status_code != 400:
            return []
        pointer = "".join(f"/{key}" for key in keys)
        faults = reply.json().get("errors", [])
        return [each["detail"] for each in faults if each["pointer"] == pointer]

    def _path(self, path: str) -> str:
        path = path.replace("{app_id}", str(self._world.app))
        for collection, example in examples.ID_UNDER.items():
            before, sign, after = path.partition(f"/{collection}/{{")
            if sign:
                rest = after.partition("}")[2]
                path = f"{before}/{collection}/{example}{rest}"
        return path

    def _send(self, method: str, target: str, body: Any) -> httpx.Response:
        """Send it as a machine, or as a person where only people may call."""
        content = None if body is None else {"json": body}
        for caller in self._callers:
            reply = caller.request(method, target, **content or {})
            if reply.status_code not in {401, 403}:
                break
        return reply


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_value_at_its_bound_is_taken_and_one_beyond_is_refused(
    world: World, dialect: str
):
    document = Document(dialect)
    sender = Sender(world, document)

    offences = [told for each in document.bounds() for told in sender.offences(each)]

    assert offences == []


def test_the_bounds_are_those_that_clients_know():
    assert listed() == LIST.read_text()


if __name__ == "__main__":
    LIST.write_text(listed())
