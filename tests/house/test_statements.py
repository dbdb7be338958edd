"""Every statement is introduced, used, and names its app."""

import ast
import re

from house import SOURCE, Module, hold, modules, queries, queries_files, statements
from koncern.db import Query

EVERY_APP = {
    "apps.list_every_app": "the operator's own list of what is installed",
    "answers.purge_of_every_app": "housekeeping: answers expire alike in every app",
    "mail.claim_of_every_app": "the worker: mails of every app wait in one queue",
    "mail.list_newest_of_every_app": "the operator's own list of what was sent",
    "mail.find_of_every_app": "the operator reads one of them",
    "mail.purge_of_every_app": "housekeeping: envelopes expire alike in every app",
    "people/attempts.purge_of_every_app": "housekeeping: counts expire alike in every app",
    "people/attempts.purge_known_of_every_app": "housekeeping: so do the clients remembered",
    "people/passwords.purge_of_every_app": "housekeeping: tokens expire alike in every app",
    "people/sign_ups.purge_of_every_app": "housekeeping: sign-ups expire alike in every app",
    "people/sign_ups.purge_tokens_of_every_app": "housekeeping: so do their later tokens",
    "profile/files.forget_of_every_app": "housekeeping: what is gone from the file store",
    "profile/files.uncount_of_every_app": "housekeeping: what it removes counts no more",
    "profile/files.postpone_of_every_app": "housekeeping: what the file store did not let go",
    "profile/files.take_due_of_every_app": "housekeeping: contents are due alike in every app",
    "trees/scheduled_moves.due_of_every_app": "the clock: moves fall due alike in every app",
    "billing/scheduled_members.due_of_every_app": "the clock: so do joinings and leavings",
    "companies.render_next_of_every_app": "every app's labels are rendered in turn",
    "search/terms.list_due_of_every_app": "each app's notes are gone by in its turn",
    "people/sessions.purge_of_every_app": "housekeeping: tokens expire alike in every app",
}
"""The statements that serve the whole installation, and why each may."""

LINE = re.compile(r"^-- ([a-z_]+): \w+ \w+.*")


def test_every_statement_is_used() -> None:
    hold(
        "every statement is used",
        (
            f"{unit}/queries.sql: {query.name}"
            for unit, query in queries()
            if query.name not in _used(unit)
        ),
        "delete the statement, or ask it",
    )


def test_every_use_is_a_statement() -> None:
    hold(
        "every use is a statement",
        (
            f"{unit}: SQL.{name}"
            for unit, kept in statements().items()
            for name in _used(unit) - kept.queries.keys()
        ),
        "write the statement into the unit's queries.sql, or mend the name",
    )


def test_a_unit_asks_its_own_statements() -> None:
    hold(
        "a unit loads its own queries.sql",
        (
            f"{module.at(node)} loads {ast.unparse(node)}"
            for module in modules()
            for node in module.nodes
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "load"
            and ast.unparse(node) != f"load('koncern.{module.unit.replace('/', '.')}')"
        ),
        "call a verb that the other package offers",
    )


def test_names_are_given_once() -> None:
    hold(
        "no two statements of a package have one name",
        (
            f"{path.relative_to(SOURCE)}: {name}"
            for path in queries_files()
            for name in _twice(re.findall(r"(?m)^-- ([a-z_]+): ", path.read_text()))
        ),
        "rename one of them after what it is for",
    )


def test_every_statement_is_introduced() -> None:
    hold(
        "a statement stands under one line with its name and what it is for",
        (
            f"{path.relative_to(SOURCE)}: {block.splitlines()[0]}"
            for path in queries_files()
            for block in re.split(r";\s*\n\s*\n", path.read_text().strip())
            if block.strip() and not LINE.match(block)
        ),
        "begin it with `-- its_name: the sentence that says what it is for`",
    )


def test_every_statement_names_its_app() -> None:
    hold(
        "every statement names its app",
        (
            f"{unit}/queries.sql: {query.name}"
            for unit, query in queries()
            if "app" not in query.facts and not query.name.endswith("_every_app")
        ),
        "add `app_id = :app`; one for the whole installation ends in _every_app",
    )


def test_those_of_every_app_are_few_and_declared() -> None:
    found = {
        f"{unit}.{query.name}"
        for unit, query in queries()
        if query.name.endswith("_every_app")
    }

    hold(
        "a statement over every app is declared here, with its reason",
        found ^ EVERY_APP.keys(),
        "name the app in it, or declare it in EVERY_APP and say why",
    )


def test_a_shared_statement_serves_each_asker() -> None:
    hold(
        "a shared statement takes lists, and says whose a row is",
        (
            f"{unit}/queries.sql: {query.name}"
            for unit, query in queries()
            if query.name in shared(unit) and not _serves_each(query)
        ),
        "`SELECT a.asker ... FROM unnest(:fact::type[]) WITH ORDINALITY AS a (fact, "
        "asker)`; only the app is the same for all (docs/decisions/0031)",
    )


def shared(unit: str) -> set[str]:
    return {
        node.args[0].attr
        for module in modules()
        if module.unit == unit
        for node in module.nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "tx.shared"
        and isinstance(node.args[0], ast.Attribute)
    }


def _serves_each(query: Query) -> bool:
    lists = {
        fact
        for place, fact in enumerate(query.facts, 1)
        if re.search(rf"\${place}::\w+\[\]", query.text)
    }
    shown, _, _ = query.text.partition("FROM ")
    return "a.asker" in shown and lists == {*query.facts} - {"app"}


def _used(unit: str) -> set[str]:
    return {
        node.attr
        for module in modules()
        if module.unit == unit
        for node in module.nodes
        if _is_use(module, node) and isinstance(node, ast.Attribute)
    }


def _is_use(module: Module, node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "SQL"
        and "SQL = load(" in module.text
    )


def _twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
