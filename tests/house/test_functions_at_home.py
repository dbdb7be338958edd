"""Functions and triggers at home: each stands once, in its package, and is introduced."""

import re
from collections import Counter

import pytest
from catalog import Catalog
from routines import written

from house import SOURCE, UNITS, hold
from koncern.db import migrations, routine_files
from koncern.db.routines import FILES, PACKAGES, STORED

LINES_MAX = 550

CREATES = re.compile(
    r"^[^-]*?\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?"
    r"(?:FUNCTION|PROCEDURE|TRIGGER)\b",
    re.IGNORECASE | re.MULTILINE,
)
SENTENCE = re.compile(r"-- [A-Z][^\n]* [^\n]*(?:\n-- [^\n]+)*\.\n")
INTRODUCED = re.compile(
    rf"({SENTENCE.pattern})(?:DROP TRIGGER IF EXISTS [a-z_]+ ON \S+;\n)?\Z"
)

FUNCTIONS = """
SELECT p.proname AS name, count(*) AS count FROM pg_proc AS p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
   AND NOT EXISTS (SELECT FROM pg_depend AS d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                      AND d.deptype = 'e')
 GROUP BY p.proname
"""
CALLED_BY_TABLES = """
SELECT DISTINCT p.proname AS name
  FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.refobjid
 WHERE d.refclassid = 'pg_proc'::regclass AND d.classid <> 'pg_trigger'::regclass
   AND d.classid <> 'pg_proc'::regclass AND p.pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend AS e
                    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid
                      AND e.deptype = 'e')
"""
TRIGGERS = """
SELECT t.tgname AS name, c.relname AS table, pg_get_triggerdef(t.oid) AS text
  FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
VALIDATE = """
SELECT count(CASE l.lanname WHEN 'sql' THEN fmgr_sql_validator(p.oid)::text
                            ELSE plpgsql_validator(p.oid)::text END) AS count
  FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
 WHERE p.pronamespace = 'public'::regnamespace AND l.lanname IN ('sql', 'plpgsql')
"""


def test_the_list_of_packages_is_complete() -> None:
    with_files = [
        unit for unit in UNITS if any((SOURCE / unit / name).exists() for name in FILES)
    ]

    assert list(PACKAGES) == with_files, (
        "list them in koncern.db.routines, lowest first"
    )


def test_each_function_stands_in_one_file(catalog: Catalog) -> None:
    in_files = Counter(each.name for each in written("functions.sql"))
    there = Counter({row["name"]: row["count"] for row in catalog.ask(FUNCTIONS)})

    hold(
        "a function stands in the functions.sql of one package, and nowhere else",
        (
            f"{name}: {in_files[name]} in files, {there[name]} in the database"
            for name in in_files.keys() | there.keys()
            if in_files[name] != there[name]
        ),
        "write it once, in the package that owns the rule; a step drops an old one",
    )


def test_only_what_tables_call_is_made_before_them(catalog: Catalog) -> None:
    in_files = {
        name
        for package in PACKAGES
        if (path := SOURCE / package / STORED).is_file()
        for name in re.findall(r"FUNCTION (\w+)", path.read_text(encoding="utf-8"))
    }

    hold(
        f"{STORED} holds what an index, column, CHECK or statistics call, and no more",
        in_files ^ {row["name"] for row in catalog.ask(CALLED_BY_TABLES)},
        "move the function to that file, or back to functions.sql",
    )


def test_each_trigger_stands_in_one_file(catalog: Catalog) -> None:
    in_files = Counter((each.table, each.name) for each in written("triggers.sql"))
    there = Counter((row["table"], row["name"]) for row in catalog.ask(TRIGGERS))

    hold(
        "a trigger stands in the triggers.sql of one package, and nowhere else",
        (
            f"{name} on {table}"
            for table, name in (in_files - there) + (there - in_files)
        ),
        "write it once, in the package that owns the table; a step drops an old one",
    )


def test_triggers_of_a_table_stand_together_in_the_order_in_which_they_fire(
    catalog: Catalog,
) -> None:
    text = {(row["table"], row["name"]): row["text"] for row in catalog.ask(TRIGGERS)}
    found = [(each.package, each.table, each.name) for each in written("triggers.sql")]
    fires = sorted(
        found,
        key=lambda each: (
            PACKAGES.index(each[0]),
            each[1],
            " BEFORE " not in text[each[1:]],
            each[2],
        ),
    )

    assert len({(package, table) for package, table, _ in found}) == len(
        {table for _, table, _ in found}
    ), "all triggers of a table stand in one file"
    assert found == fires, (
        "BEFORE stands before AFTER, and then PostgreSQL goes by name"
    )


def test_each_is_introduced_by_a_sentence() -> None:
    hold(
        "a function or trigger is introduced by a sentence",
        (
            f"{each.package}/{each.file}: {each.name}"
            for each in written(*FILES)
            if not INTRODUCED.search(each.before)
        ),
        "write a comment right above it: what it does, as a sentence",
    )


def test_files_can_be_installed_again() -> None:
    hold(
        "functions.sql replaces functions, and triggers.sql replaces triggers",
        (
            f"{package}/{each.file}: {line}"
            for each in routine_files()
            for package, text in each.texts.items()
            for line in _others(each.file, text)
        ),
        "begin with CREATE OR REPLACE; PostgreSQL cannot replace a constraint trigger: "
        "write DROP TRIGGER IF EXISTS right above it; a step does all else",
    )


def test_no_file_is_long() -> None:
    hold(
        f"a functions.sql has at most {LINES_MAX} lines",
        (
            f"{package}/{each.file}: {lines}"
            for each in routine_files()
            for package, text in each.texts.items()
            if (lines := text.count("\n")) > LINES_MAX
        ),
        "ask which noun hides here: give it a package",
    )


def test_a_function_calls_its_own_package_or_one_below() -> None:
    home = {each.name: each.package for each in written("functions.sql")}
    found = {
        f"{each.name} calls {name}"
        for each in written("functions.sql")
        for name in re.findall(r"\b([a-z_]+)\s*\(", re.sub(r"--.*", "", each.text))
        if name in home and PACKAGES.index(home[name]) > PACKAGES.index(each.package)
    }

    hold(
        "a function calls functions of its package, or of one below",
        found,
        "move the function, or give the caller what it needs",
    )


def test_postgresql_understands_each(catalog: Catalog) -> None:
    assert catalog.ask(VALIDATE)[0]["count"] >= len([*written("functions.sql")])


def test_a_step_makes_no_function_and_no_trigger() -> None:
    hold(
        "numbered steps hold tables, indexes and data",
        (step.name for step in migrations() if CREATES.search(step.sql)),
        "write it into functions.sql or triggers.sql of its package",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS '';",
        "CREATE TABLE t ();\ncreate or replace function f() RETURNS void",
        "DROP TRIGGER t ON x; CREATE CONSTRAINT TRIGGER t AFTER INSERT ON x",
        "CREATE OR REPLACE\n    TRIGGER t BEFORE UPDATE ON x",
    ],
)
def test_a_step_that_makes_one_is_noticed(breach: str) -> None:
    assert CREATES.search(breach)
    assert not CREATES.search(f"-- {breach.splitlines()[0]}")


@pytest.mark.parametrize(
    "breach", ["", "-- Short.\n", "-- no capital here.\n", "-- It was said above.\n\n"]
)
def test_one_that_is_not_introduced_is_noticed(breach: str) -> None:
    assert INTRODUCED.search(f"{breach}-- Says what it does,\n-- in a sentence.\n")
    assert not INTRODUCED.search(f"END $$;\n{breach}")


@pytest.mark.parametrize(
    ("file", "breach"),
    [
        ("functions.sql", "CREATE FUNCTION f() RETURNS void"),
        ("functions.sql", "DROP FUNCTION f"),
        ("functions.sql", "CREATE OR REPLACE TRIGGER t AFTER INSERT ON x"),
        ("triggers.sql", "CREATE TRIGGER t AFTER INSERT ON x"),
        ("triggers.sql", "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON x"),
        ("triggers.sql", "DROP TRIGGER t ON x"),
    ],
)
def test_what_cannot_be_installed_again_is_noticed(file: str, breach: str) -> None:
    assert list(_others(file, f"-- It says so.\n{breach};\n"))


def _others(file: str, text: str) -> list[str]:
    """Return the lines on which a statement begins that does not belong there."""
    if file == "functions.sql":
        rest = re.sub(r"(?m)^CREATE OR REPLACE FUNCTION", "", text)
    else:
        again = (
            r"^DROP TRIGGER IF EXISTS (\w+) ON (\S+);\nCREATE CONSTRAINT TRIGGER \1\b"
        )
        rest = re.sub(rf"(?m){again}|^CREATE OR REPLACE TRIGGER", "", text)
    return re.findall(r"(?m)^(?:CREATE|DROP|ALTER|INSERT|DELETE|DO)\b.*", rest)
