"""Below api, worker and cli nothing knows of a web framework, a request or a status code."""

import ast

from house import ENTRIES, hold, imports, modules

WEB = {"starlette", "granian", "httpx", "http", "uvicorn", "urllib"}
SPEECH = {"status_code", "HTTPStatus", "Request", "Response"}


def test_no_web_framework_in_the_domain() -> None:
    hold(
        "only api, worker and cli know the web",
        (
            f"{module.at(node)} imports {name}"
            for module in modules()
            if module.top not in ENTRIES
            for node, name in imports(module)
            if name.split(".")[0] in WEB
        ),
        "raise a Failure and return values; api tells them in its protocol",
    )


def test_no_http_words_in_the_domain() -> None:
    hold(
        "only api, worker and cli speak HTTP",
        (
            f"{module.at(node)} says {node.id}"
            for module in modules()
            if module.top not in ENTRIES
            for node in module.nodes
            if isinstance(node, ast.Name) and node.id in SPEECH
        ),
        "give the failure a kind (koncern.base.KINDS); only api knows its number",
    )
