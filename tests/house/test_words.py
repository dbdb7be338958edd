"""One noun for one thing, and no word that says nothing."""

import ast
import re
from collections.abc import Iterator

import pytest
from parsed import functions
from routines import written

from house import (
    DOMAIN,
    ENTRIES,
    SOURCE,
    Module,
    hold,
    modules,
    queries_files,
    top,
    unit_at,
)
from koncern.db.routines import FILES

COMPANY = "company: api prints the published word, and nothing else does"
BANNED = {
    r"customers?": COMPANY,
    r"organi[sz]ations?": COMPANY,
    r"utils?|utilities": "name it after what it is about",
    r"helpers?": "name it after what it does",
    r"managers?": "a plain function, or the noun that it looks after",
    r"(?:handle|process)_\w+": "the domain's own verb",
}
VAGUE_MODULES = {
    "due",
    "pending",
    "decisions",
    "saying",
    "parts",
    "outlook",
    "proof",
    "incoming",
}
"""Names of modules that do not say what is in them."""
WORDS_OF_THEIR_OWN = re.compile(
    r"customer_organizations?|customer_groups?|organisation_numbers?"
)
VAGUE = re.compile(
    r"(?:^|_)(told|kept|heeds?|holds?|stays?|remains|saying|anew|doors?|kit|couriers?"
    r"|chores?)(?:_|$)"
)
"""Words that do not say what a function does: name it by its effect."""

SPEAK_THE_PUBLISHED_WORDS = {*ENTRIES, "billing/customers", "billing/organizations"}


def test_names_have_no_banned_word() -> None:
    hold(
        "a name says what a thing is, in the words of this project",
        (
            f"{module.at(node)} {name}: say {instead}"
            for module in modules()
            for node, name in _names(module)
            if (instead := _instead(name, module.unit))
        ),
        "rename it; CONTRIBUTING.md lists the words",
    )


def test_files_have_no_banned_word() -> None:
    hold(
        "a file is named for a thing, in the words of this project",
        (
            f"{module.name}: say {instead}"
            for module in modules()
            for part in module.name.split(".")[1:]
            if (instead := _instead(part, module.unit))
        ),
        "rename the file",
    )


def test_modules_of_the_domain_say_what_is_in_them() -> None:
    hold(
        "a module is named by its content, as an engineer would guess it",
        (
            module.name
            for module in modules()
            if module.unit in DOMAIN and module.name.rpartition(".")[2] in VAGUE_MODULES
        ),
        "name its noun: execution, states, review, attributes",
    )


def test_columns_have_no_banned_word() -> None:
    hold(
        "a column or table is named in the words of this project",
        (
            f"{path.relative_to(SOURCE)}: {name}: say {instead}"
            for path in queries_files()
            for name in set(re.findall(r"[a-z_]+", _without_comments(path.read_text())))
            if (instead := _instead(name, unit_at(path)))
        ),
        "rename it in the statement and the migration",
    )


def test_functions_and_triggers_have_no_banned_word() -> None:
    hold(
        "a function or trigger is named by its effect, in the words of this project",
        (
            f"{each.package}/{each.file}: {each.name}: say {instead}"
            for each in written(*FILES)
            if (instead := _instead_of_routine(each.name, each.package))
        ),
        "rename it; CONTRIBUTING.md lists the words",
    )


def test_parameters_have_no_banned_word() -> None:
    hold(
        "a parameter says what it is, in the words of this project",
        (
            f"{each.package}/functions.sql: {each.name}: {parameter.name}: say {instead}"
            for each in functions()
            if top(each.package) != "billing"  # whose organizations are of customers
            for parameter in each.parameters
            if (instead := _instead(parameter.name, each.package))
        ),
        "rename it; CONTRIBUTING.md lists the words",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "process_company",
        "handle_move",
        "company_utils",
        "tag_helper",
        "lock_manager",
        "customer_add",
        "company_told",
        "times_heed",
        "key_stays",
        "tree_kept",
    ],
)
def test_a_banned_word_is_noticed(breach: str) -> None:
    assert _instead_of_routine(breach, "companies")
    assert not _instead_of_routine("lock_schedule", "companies")
    assert not _instead_of_routine("customer_organization_put", "companies")


def _instead_of_routine(name: str, unit: str) -> str | None:
    return "what it does" if VAGUE.search(name) else _instead(name, unit)


def _names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """List the names that a module gives; those that it is given are others'."""
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id


def _instead(name: str, unit: str) -> str | None:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    bare = WORDS_OF_THEIR_OWN.sub("", snake)
    for pattern, instead in BANNED.items():
        if instead is COMPANY and {unit, top(unit)} & SPEAK_THE_PUBLISHED_WORDS:
            continue
        if re.search(rf"(?:^|_)(?:{pattern})(?:_|$)", bare.strip("_")):
            return instead
    return None


def _without_comments(sql: str) -> str:
    return re.sub(r"(?m)--.*$|'[^']*'", "", sql)
