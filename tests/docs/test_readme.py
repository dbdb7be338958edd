"""The README's tour works as it is printed, line by line, on a fresh demo."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service import serving

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    """A folder in which `make run` runs, with its data where they are by default."""
    folder = tmp_path_factory.mktemp("clone")
    with serving(folder / ".koncern", "--demo"):
        yield folder


def test_the_tour_works_as_printed(folder: Path):
    if not shutil.which("curl"):
        pytest.skip("the tour is told with curl, and there is none here")
    text = (ROOT / "README.md").read_text()
    tour = text.partition("## Five minutes with curl")[2].partition("\n## ")[0]
    blocks = BLOCK.findall(tour)
    script = "\necho @@@\n".join(["set -euo pipefail", *blocks])

    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    shown = done.stdout.split("@@@\n")
    assert len(shown) == len(blocks) + 1
    assert "admin - Nordic Payment Processing AB" in shown[3]
    assert '"legalName":"Nordic Payment Processing AB"' in shown[4]
    assert '"name":"Nordic Payment Processing AB"' in shown[5]
    assert '"is_possible": true' in shown[6]
    assert '"/colour"' in shown[7]
