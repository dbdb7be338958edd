"""No marks of unfinished work, no silenced tool without its reason, no strange place."""

import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from house import ROOT, SOURCE, hold
from koncern.db import migrations

UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X{3}|H[A]CK)\b")
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)", re.IGNORECASE)
WITH_REASON = re.compile(
    r"# noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - \S|# type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]"
)
MACHINE = re.compile(r"(?<![\w.}])/(?:home|root|Users|work)/\w")
ADDRESS = re.compile(r"(?:https?|git|ssh)://(?:[^\s/@\"'`]*@)?([A-Za-z0-9.-]+\.[a-z]+)")

HOSTS = {
    "www.apache.org": "the licence's own text",
    "semver.org": "what the changelog promises",
    "www.w3.org": "the names of XML and SVG",
    "example.com": "kept free for examples (RFC 2606)",
}
"""The hosts that the tree may name, and why; none that things are fetched from."""


@cache
def _tree() -> tuple[Path, ...]:
    """Return every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return tuple(path for path in paths if path.is_file())


def _lines() -> Iterator[tuple[str, str]]:
    for path in _tree():
        for number, line in enumerate(_text(path).splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _comments() -> Iterator[tuple[str, str]]:
    for path in _tree():
        for token in _tokens(path) if _may_be_silenced(path) else ():
            if token.type == tokenize.COMMENT:
                yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def _may_be_silenced(path: Path) -> bool:
    """Tell whether it is worth while to look for the comments of a file."""
    return path.suffix == ".py" and SILENCED.search(_text(path)) is not None


def _tokens(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        return [*tokenize.tokenize(file.readline)]


def test_nothing_is_marked_as_unfinished() -> None:
    hold(
        "nothing is marked as unfinished",
        (where for where, line in _lines() if UNFINISHED.search(line)),
        "finish it, or write an issue and take the mark away",
    )


def test_what_is_silenced_says_why() -> None:
    hold(
        "a silenced rule is named, with the reason",
        (
            f"{where} {comment}"
            for where, comment in _comments()
            if SILENCED.search(comment) and not WITH_REASON.search(comment)
        ),
        "mend the code, or write `# noqa: RULE - the reason`",
    )


def test_no_place_of_somebodys_machine() -> None:
    hold(
        "no path of somebody's machine",
        (f"{where} {line.strip()}" for where, line in _lines() if MACHINE.search(line)),
        "name it relative to the repository, or take it from a setting",
    )


def test_only_known_hosts_are_named() -> None:
    hold(
        "only known hosts are named, and none that packages come from",
        (
            f"{where} {host}"
            for where, line in _lines()
            for host in ADDRESS.findall(line)
            if host not in HOSTS and not host.endswith((".example.com", ".test"))
        ),
        "take the address away, or declare its host in HOSTS and say why",
    )


def test_requirements_have_hashes() -> None:
    pinned = re.compile(
        r"^[A-Za-z0-9._-]+(?:\[[\w,-]+\])?==\S+(?: ; .+?)? \\\n", re.MULTILINE
    )

    hold(
        "every requirement is pinned with its hashes",
        (
            f"{path.name}: {block.splitlines()[0]}"
            for path in ROOT.glob("requirements*.txt")
            for block in re.split(r"(?m)^(?=[A-Za-z])", path.read_text())
            if block.strip() and not (pinned.match(block) and "--hash=sha256:" in block)
        ),
        "make pins",
    )


def test_requirements_name_no_address() -> None:
    hold(
        "requirements name no place to download from",
        (
            f"{path.name}:{number}"
            for path in ROOT.glob("requirements*")
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if "://" in line or re.match(r"\s*(?:-i|-f|--[a-z-]*(?:url|links))\b", line)
        ),
        "make pins",
    )


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [migration.number for migration in migrations()]

    hold(
        "migrations are numbered 0001, 0002, … without a gap",
        (
            str(number)
            for number in set(numbers) ^ set(range(1, len(numbers) + 1))
            if numbers
        ),
        "give the new one the next number; one that has run is never renamed",
    )


def test_migrations_are_named_for_what_they_bring() -> None:
    hold(
        "a migration is called NNNN_noun.sql",
        (
            path.name
            for path in (SOURCE / "db" / "steps").iterdir()
            if not re.fullmatch(r"\d{4}_[a-z]+(?:_[a-z]+)*\.sql", path.name)
        ),
        "rename the file before it has run anywhere",
    )
