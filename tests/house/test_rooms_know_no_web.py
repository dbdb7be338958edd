"""Below the faces nothing knows of a web framework, a request or a status code."""

import ast

from house import FACES, hold, imports, modules

WEB = {"starlette", "granian", "httpx", "http", "uvicorn", "urllib"}
SPEECH = {"status_code", "HTTPStatus", "Request", "Response"}


def test_no_web_framework_below_the_faces() -> None:
    hold(
        "rooms know no web",
        (
            f"{module.at(node)} imports {name}"
            for module in modules()
            if module.top not in FACES
            for node, name in imports(module)
            if name.split(".")[0] in WEB
        ),
        "raise a Failure and return values; the face tells them in its protocol",
    )


def test_no_http_words_below_the_faces() -> None:
    hold(
        "rooms do not speak HTTP",
        (
            f"{module.at(node)} says {node.id}"
            for module in modules()
            if module.top not in FACES
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name) and node.id in SPEECH
        ),
        "give the failure a kind (koncern.base.KINDS); only the face knows its number",
    )
