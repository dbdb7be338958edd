"""Every attack of `make attack`, in its short form: what must hold, memory and CPU time."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_attack_is_held():
    environment = os.environ | {"ATTACK_SHORT": "1", "ATTACK_SECONDS": "30"}
    environment.pop("ATTACK_ONLY", None)
    done = subprocess.run(
        [sys.executable, "-m", "attack", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert not done.returncode, done.stderr
    outcomes = json.loads(done.stdout)
    assert outcomes
    failed = [each for each in outcomes if each["broken"] or each["left_out"]]
    told = [
        f"{each['attack']}: {each['broken'] or each['left_out']}" for each in failed
    ]
    assert not failed, "\n".join(["", *told])


def test_every_family_is_described():
    done = subprocess.run(
        [sys.executable, "-m", "attack", "--list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    families = {line.partition(" / ")[0] for line in done.stdout.splitlines()}
    page = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    assert families
    assert {name for name in families if f"| {name} |" not in page} == set()
