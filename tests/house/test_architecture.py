"""ARCHITECTURE.md describes the packages as they are."""

import re

from house import ROOT, UNITS, hold


def test_it_lists_the_packages_in_their_order() -> None:
    told = re.findall(r"(?m)^\| `([a-z_/]+)` \| [A-Z]", _page())

    assert told == [*UNITS], "ARCHITECTURE.md lists the packages as house.py does"


def test_what_it_names_exists() -> None:
    pages = ["ARCHITECTURE.md", "CONTRIBUTING.md"]

    hold(
        "a file that a page names exists",
        (
            f"{page}: {path}"
            for page in pages
            for path in _paths((ROOT / page).read_text(encoding="utf-8"))
            if not (ROOT / path).exists()
            and not (ROOT / "src" / "koncern" / path).exists()
        ),
        "name what is there",
    )


def test_every_decision_has_its_four_parts() -> None:
    hold(
        "a decision record tells context, decision and consequences",
        (
            path.name
            for path in (ROOT / "docs" / "decisions").glob("*.md")
            if re.findall(r"(?m)^## (.+)$", path.read_text(encoding="utf-8"))
            != ["Context", "Decision", "Consequences"]
            or not re.match(rf"# {path.name[:4]}: \S", path.read_text(encoding="utf-8"))
        ),
        "begin with `# NNNN: title`; then ## Context, ## Decision, ## Consequences",
    )


def _page() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def _paths(text: str) -> set[str]:
    named = re.findall(r"`([\w/.-]+(?:\.(?:py|md|sql|toml|in|txt)|/))`", text)
    return {
        path
        for path in named
        if ("/" in path or path[0].isupper())
        and not path.startswith("/")
        and "NNNN" not in path
    }
