"""Templates of mail: each stands in every language, as text and as HTML."""

from pathlib import Path

import koncern.mail

FOLDER = Path(koncern.mail.__file__).parent / "templates"
LANGUAGES = {"en", "sv"}


def files() -> list[Path]:
    return [path for path in FOLDER.glob("*/*") if path.is_file()]


def test_they_speak_the_languages_that_there_are():
    assert {path.parent.name for path in files()} == LANGUAGES


def test_each_stands_in_every_language_as_text_and_as_html():
    names = {path.stem for path in files()}

    assert {f"{path.parent.name}/{path.name}" for path in files()} == {
        f"{language}/{name}.{ending}"
        for language in LANGUAGES
        for name in names
        for ending in ("txt", "html")
    }


def test_each_text_begins_with_its_subject():
    for path in FOLDER.glob("*/*.txt"):
        subject, empty, *_ = path.read_text(encoding="utf-8").split("\n")
        assert subject.strip(), path
        assert empty == "", path


def test_each_html_fills_the_frame():
    for path in FOLDER.glob("*/*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith('{% extends "frame.html" %}\n{% block content %}'), path
        assert "|safe" not in text.replace(" ", ""), path
