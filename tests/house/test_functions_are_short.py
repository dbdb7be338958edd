"""A SQL function is short, says of which app it is, and is given what it needs."""

import re
from collections.abc import Iterator

import pytest
from routines import Routine, written

from house import SOURCE, hold

FUNCTION_LINES_MAX = 60

APP_IS_ELSEWHERE = {
    "payer_by": "it takes a row, and then the app",
    "search_code": "an index calls it, so its parameter keeps its name",
}
"""Functions whose parameters say otherwise of which app they are, and why."""

PARAMETERS = re.compile(
    r"FUNCTION [a-z_]+\(\s*(.*?)\s*\)\s*(?:RETURNS|LANGUAGE)", re.DOTALL
)
APP = re.compile(r"\b(?:p_app|app|app_id) uuid\b")
OF_FUNCTIONS = re.compile(r"\b(?:current_setting|set_config)\b", re.IGNORECASE)
OF_STATEMENTS = re.compile(
    r"\b(?:current_setting|set_config)\s*\(\s*'[a-z_]+\.|\bSET\s+(?:LOCAL\s+)?[a-z_]+\.",
    re.IGNORECASE,
)


def test_each_is_short() -> None:
    hold(
        f"a SQL function has at most {FUNCTION_LINES_MAX} lines",
        {
            f"{each.name}: {lines}"
            for each in written("functions.sql")
            if (lines := _lines(each.text)) > FUNCTION_LINES_MAX
        },
        "ask which step has a name, and make it a function; let Python look up and decide",
    )


def test_the_app_comes_first() -> None:
    hold(
        "a function of an app takes `p_app uuid` as its first parameter",
        {each.name for each in written("functions.sql") if not _begins_with_app(each)}
        ^ APP_IS_ELSEWHERE.keys(),
        "call the parameter p_app, and put it first",
    )


def test_none_reads_a_setting_that_the_service_made() -> None:
    hold(
        "a function is given what it needs, and reads no setting",
        _ambient(),
        "take it as a parameter; PostgreSQL's own settings are made in queries.sql or db",
    )


def _begins_with_app(each: Routine) -> bool:
    found = PARAMETERS.search(each.text)
    apps = APP.findall(found[1]) if found else []
    return not apps or bool(found and found[1].startswith("p_app uuid"))


def _taking(parameters: str) -> Routine:
    text = f"CREATE OR REPLACE FUNCTION f({parameters}) RETURNS uuid"
    return Routine("package", "functions.sql", "f", "", text)


def _ambient() -> Iterator[str]:
    for path in SOURCE.rglob("*.sql"):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith("db/"):
            continue
        pattern = OF_STATEMENTS if path.name == "queries.sql" else OF_FUNCTIONS
        if pattern.search(re.sub(r"--.*", "", path.read_text(encoding="utf-8"))):
            yield name


def _lines(text: str) -> int:
    """Count the lines of a function, without the comment of the next one."""
    return len(re.sub(r"\n\n(?:--.*\n)+\Z", "\n", text).rstrip().splitlines())


@pytest.mark.parametrize("lines", [FUNCTION_LINES_MAX, FUNCTION_LINES_MAX + 1])
def test_one_that_is_long_is_noticed(lines: int) -> None:
    text = "CREATE OR REPLACE FUNCTION f()\n" + "x\n" * (lines - 1)

    assert (
        _lines(f"{text}\n-- Says what the next one does,\n-- in a sentence.\n") == lines
    )


@pytest.mark.parametrize(
    "breach",
    ["p_company uuid, p_app uuid", "app uuid", "\n    app_id uuid,\n    p_at date\n"],
)
def test_an_app_that_is_not_first_is_noticed(breach: str) -> None:
    assert not _begins_with_app(_taking(breach))
    assert _begins_with_app(_taking("\n    p_app uuid,\n    p_company uuid\n"))
    assert _begins_with_app(_taking("c company"))


@pytest.mark.parametrize(
    ("pattern", "breach"),
    [
        (OF_FUNCTIONS, "moment := current_setting('koncern.moment', true);"),
        (OF_FUNCTIONS, "PERFORM set_config('lock_timeout', '1s', true);"),
        (OF_STATEMENTS, "SELECT set_config('koncern.moment', :moment, true);"),
        (OF_STATEMENTS, "SET LOCAL koncern.moment = 'now';"),
    ],
)
def test_a_setting_is_noticed(pattern: re.Pattern[str], breach: str) -> None:
    assert pattern.search(breach)
    assert not pattern.search("SELECT 1 FROM setting AS s")
    assert not OF_STATEMENTS.search("SELECT set_config('lock_timeout', '1s', true)")
