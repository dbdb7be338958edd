"""Imports stand at the top of their module."""

import ast

from house import functions, hold, modules


def test_no_function_imports() -> None:
    hold(
        "imports stand on top; one inside a function says why",
        (
            module.at(node)
            for module in modules()
            for function in functions(module)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
            and "# noqa: PLC0415 - " not in module.text.splitlines()[node.lineno - 1]
        ),
        "move it to the top, or add `# noqa: PLC0415 - the reason`",
    )
