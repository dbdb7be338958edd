"""A verb is an async function of `tx`, then the actor, then what it is about."""

import ast

from house import hold, verbs

Function = ast.FunctionDef | ast.AsyncFunctionDef

WITHOUT_TX = {
    "people/users.hash_password": "a password is hashed while no connection is held",
    "people/users.prove": "a password is checked while no connection is held",
    "people/sessions.prove": "the same",
    "people/passwords.prove": "the same",
    "people/sign_ups.choose": "the same",
    "mail.connect": "a mail server is talked to while no connection is held",
    "search/planner.run_attempts": "it runs what its caller plans",
    "mail.quit_session": "the same",
}
"""Verbs that ask nothing of the database, and why."""


def test_verbs_read_alike() -> None:
    hold(
        "a verb reads `async def verb(tx, actor, subject, /, *, facts)`",
        (
            f"{module.at(function)} {function.name}"
            for module, function in verbs()
            if f"{module.unit}.{function.name}" not in WITHOUT_TX
            and not _begins_with_tx(function)
        ),
        "make it async, take `tx` first, and end the subjects with `/`",
    )


def test_the_actor_comes_second() -> None:
    hold(
        "who acts comes right after the unit of work",
        (
            f"{module.at(function)} {function.name}"
            for module, function in verbs()
            if "actor" in _names(function) and _names(function)[1:2] != ["actor"]
        ),
        "take `actor` as the second argument",
    )


def _begins_with_tx(function: Function) -> bool:
    first = [each.arg for each in function.args.posonlyargs][:1]
    return isinstance(function, ast.AsyncFunctionDef) and first == ["tx"]


def _names(function: Function) -> list[str]:
    of = function.args
    return [each.arg for each in (*of.posonlyargs, *of.args, *of.kwonlyargs)]
