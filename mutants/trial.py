"""A trial: the tests that concern a mutant, run in a copy of the tree that holds it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from mutants.concerns import concerned
from mutants.model import Fate, Mutant, Verdict
from mutants.plan import ROOT
from mutants.sample import package_of

COPIED = (
    "src",
    "tests",
    "docs",
    "bench",
    "attack",
    "mutants",
    "README.md",
    "pyproject.toml",
)
PYTEST = ("-m", "pytest", "-x", "--tb=no", "-rfE", "-p", "no:cacheprovider")
FAILED = re.compile(r"(?m)^(?:FAILED|ERROR) (.+?)(?: - .*)?$")
FAILED_CODES = {1, 2}
"""A test failed, or a test file could not even be imported."""


class Copy:
    """A copy of the tree in which one mutant after the other is tried."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "koncern"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.is_stopped = False
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "latest.json")
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, self._root / name, ignore=ignored)
            else:
                shutil.copy(source, self._root / name)
        for page in ROOT.glob("*.md"):
            shutil.copy(page, self._root / page.name)

    def try_out(self, mutant: Mutant, seconds: float) -> Verdict:
        """Put a mutant into the copy, run the tests that concern it, and take it out."""
        path = self._root / mutant.path
        was = path.read_text(encoding="utf-8")
        path.write_text(mutant.text, encoding="utf-8")
        patterns = concerned(package_of(mutant.path), is_sql=path.suffix == ".sql")
        try:
            code, told = self.run(self._files(patterns), seconds)
        finally:
            path.write_text(was, encoding="utf-8")
        if code in FAILED_CODES:
            return Verdict(mutant, Fate.NOTICED, failed_in(told))
        return Verdict(mutant, Fate.UNDECIDED if code else Fate.SURVIVED)

    def run(self, tests: list[str], seconds: float) -> tuple[int, str]:
        """Run tests until one fails; return pytest's code, or -1 if time is up."""
        temporary, told = self._folder / "tmp", self._folder / "told"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        if self.is_stopped:
            return -1, ""
        with told.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *PYTEST, *tests],
                cwd=self._root,
                env=os.environ | self._environment(temporary),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            code = self._process.wait(timeout=max(1, seconds))
        except subprocess.TimeoutExpired:
            _end(self._process)
            return -1, ""
        return code, told.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Run nothing more, and end what runs."""
        self.is_stopped = True
        if self._process is not None and self._process.poll() is None:
            _end(self._process)

    def _environment(self, temporary: Path) -> dict[str, str]:
        return {
            "PYTHONPATH": str(self._root / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(temporary),
            "KONCERN_TEST_TEMPLATE": str(self._folder.parent / "template"),
        }

    def _files(self, patterns: list[str]) -> list[str]:
        """Return the test files that patterns name, each once, in their order."""
        tests = self._root / "tests"
        found = [path for pattern in patterns for path in sorted(tests.glob(pattern))]
        return [str(path.relative_to(self._root)) for path in dict.fromkeys(found)]


def failed_in(told: str) -> str:
    """Return the test that failed, as pytest tells it; empty if none did."""
    found = FAILED.search(told)
    return found[1] if found else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a run whose time is up, and what it started: as at a terminal, then at once."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            continue
        return
