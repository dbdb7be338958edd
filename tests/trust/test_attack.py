"""Every attack of `make attack`, in its short form: what must hold, memory and CPU time."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def families() -> list[str]:
    """Return the names of all families, in their order."""
    done = subprocess.run(
        [sys.executable, "-m", "attack", "--list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [line.partition(" / ")[0] for line in done.stdout.splitlines()]
    return [*dict.fromkeys(told)]


def attacked_by(names: list[str]) -> list[dict[str, Any]]:
    """Carry the attacks of some families out; return what came of each."""
    environment = os.environ | {
        "ATTACK_SHORT": "1",
        "ATTACK_SECONDS": "30",
        "ATTACK_ONLY": ",".join(names),
    }
    done = subprocess.run(
        [sys.executable, "-m", "attack", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    assert {each["family"] for each in outcomes} <= {*names}
    return outcomes


def test_every_attack_is_held():
    """Half of the families beside the others: most of the time they wait."""
    names = families()
    with ThreadPoolExecutor(2) as threads:
        halves = [*threads.map(attacked_by, (names[::2], names[1::2]))]

    assert all(halves)
    outcomes = [each for half in halves for each in half]
    failed = [each for each in outcomes if each["broken"] or each["left_out"]]
    told = [
        f"{each['attack']}: {each['broken'] or each['left_out']}" for each in failed
    ]
    assert not failed, "\n".join(["", *told])


def test_every_family_is_described():
    page = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    assert families()
    assert {name for name in families() if f"| {name} |" not in page} == set()
