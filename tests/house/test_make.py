"""`make` alone prints help; help, the Makefile and CONTRIBUTING.md name the same commands."""

import re
import subprocess
from pathlib import Path

import pytest

from house import ROOT, hold

TARGET = re.compile(r"^([a-z]+):[^=#\n]*(?:## *(.*))?$", re.MULTILINE)
PRINTED = re.compile(r"^ *make ([a-z]+) +(?:# )?(.*)$", re.MULTILINE)
NAMED = re.compile(r"`make ([a-z]+)")
SENTENCE = re.compile(r"[A-Z].*\.")
MAKEFILE = (ROOT / "Makefile").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def test_every_target_has_a_sentence() -> None:
    targets = TARGET.findall(MAKEFILE)
    assert targets
    hold(
        "a target of the Makefile has a sentence",
        (
            f"{target}: {words or 'nothing'}"
            for target, words in targets
            if not SENTENCE.fullmatch(words)
        ),
        "write `target: ## What it does.`",
    )


def test_every_target_is_made_whatever_folder_has_its_name() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)

    assert phony.split() == [target for target, _ in TARGET.findall(MAKEFILE)]


@pytest.mark.parametrize("asked", [[], ["help"]])
def test_make_prints_every_target(asked: list[str]) -> None:
    printed = subprocess.run(
        ["make", "--no-print-directory", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert PRINTED.findall(printed) == TARGET.findall(MAKEFILE)


def test_contributing_lists_what_help_prints() -> None:
    (block,) = re.findall(r"## Set up.*?```sh\n(.*?)```", CONTRIBUTING, re.DOTALL)

    assert PRINTED.findall(block) == TARGET.findall(MAKEFILE)


def test_every_command_that_a_page_names_is_a_target() -> None:
    targets = {target for target, _ in TARGET.findall(MAKEFILE)}
    pages: list[Path] = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    hold(
        "a page names commands that exist",
        (
            f"{page.name}: make {name}"
            for page in pages
            for name in NAMED.findall(page.read_text())
            if name not in targets
        ),
        "name a target of the Makefile",
    )
