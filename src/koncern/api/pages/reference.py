"""The API pages: one dialect's OpenAPI document, as people read it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from koncern.api.http import JSON, MULTIPART, phrase_of
from koncern.api.pages.layout import Menu, page
from koncern.api.pages.markup import Html, block, code, link, prose, table, tag
from koncern.api.pages.schema_html import Shapes

Operation = dict[str, Any]


class Reference:
    """The page of one dialect."""

    def __init__(self, dialect: str, document: dict[str, Any]) -> None:
        self._dialect = dialect
        self._document = document
        self._shapes = Shapes(document)
        self._answers = Shapes(document, is_answer=True)
        self._title: str = document["info"]["title"].removeprefix("Koncern ")

    def html(self) -> str:
        """Return the whole page."""
        info = self._document["info"]
        raw = f"/openapi/{self._dialect}.json"
        intro = [
            tag("h1", self._title),
            tag("p", prose(info["description"]), class_="lead"),
            tag("p", "Version ", info["version"], ". ", link(raw, "OpenAPI 3.1"), "."),
        ]
        sections = [self._section(each) for each in self._document["tags"]]
        return page(
            self._title, [intro, sections], self._menu(), f"/docs/{self._dialect}"
        )

    def _menu(self) -> Menu:
        return [
            (
                each["name"],
                [
                    (f"#{_anchor(operation)}", _badge(method), operation["summary"])
                    for _, method, operation in self._operations(each["name"])
                ],
            )
            for each in self._document["tags"]
        ]

    def _operations(self, of: str) -> Iterator[tuple[str, str, Operation]]:
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                if of in operation["tags"]:
                    yield path, method, operation

    def _section(self, about: dict[str, str]) -> Html:
        name = about["name"]
        articles = [self._article(*each) for each in self._operations(name)]
        heading = tag("h2", name, id=f"tag-{quote(name.lower().replace(' ', '-'))}")
        return tag("section", heading, tag("p", about["description"]), articles)

    def _article(self, path: str, method: str, operation: Operation) -> Html:
        anchor = _anchor(operation)
        text = [
            tag("h3", link(f"#{anchor}", operation["summary"])),
            tag("p", _badge(method), code(path), class_="address"),
            _described(operation),
            tag("p", prose(_who(operation)), class_="who"),
            self._parameters(operation),
            self._request_body(operation),
            self._responses(operation),
            _refusals(operation),
        ]
        samples = [
            block(_curl(path, method, operation), "Request"),
            *_answer_samples(operation),
        ]
        return tag(
            "article",
            tag("div", text, class_="text"),
            tag("div", samples, class_="samples"),
            id=anchor,
        )

    def _parameters(self, operation: Operation) -> Html | None:
        rows = [
            [
                [code(each["name"]), tag("small", each["in"])],
                tag("span", self._shapes.kind_of(each["schema"]), class_="kind"),
                [
                    tag("span", "required", class_="must")
                    if each["required"]
                    else None,
                    prose(each["description"]),
                    [
                        tag("p", prose(note), class_="note")
                        for note in self._shapes.notes(each["schema"])
                    ],
                ],
            ]
            for each in operation["parameters"]
        ]
        return tag(
            "div", tag("h4", "Parameters"), table(["Name", "Type", "Meaning"], rows)
        )

    def _request_body(self, operation: Operation) -> list[Html | None]:
        body = operation.get("requestBody")
        if body is None:
            return []
        media, content = _media(body)
        return [
            tag("h4", "Body"),
            None if media == JSON else tag("p", code(media)),
            self._shapes.draw(content["schema"]),
        ]

    def _responses(self, operation: Operation) -> list[Html | None]:
        status, answer = _success(operation)
        names = [name for name in answer["headers"] if name != "X-Request-Id"]
        heading = tag("h4", f"Answer: {status} {phrase_of(int(status))}")
        told: list[Html | None] = [heading]
        if "content" in answer:
            told.append(self._answers.draw(_media(answer)[1]["schema"]))
        if names:
            headers = self._document["components"]["headers"]
            rows = [[code(name), prose(headers[name]["description"])] for name in names]
            told.append(
                tag(
                    "details",
                    tag("summary", "Headers: ", ", ".join(names)),
                    table(["Name", "Meaning"], rows),
                )
            )
        return told


def _described(operation: Operation) -> list[Html]:
    """Return the paragraphs of the description that the heading does not say."""
    paragraphs = operation["description"].split("\n\n")
    said = f"{operation['summary']}."
    return [tag("p", prose(each)) for each in paragraphs if each != said]


def _refusals(operation: Operation) -> list[Html]:
    rows = []
    for status, answer in operation["responses"].items():
        media = answer.get("content", {}).get("application/problem+json")
        if media is None:
            continue
        codes = [
            [link(f"/docs/errors#{name}", name, title=example["summary"]), " "]
            for name, example in media["examples"].items()
        ]
        rows.append([[status, " ", phrase_of(int(status))], codes])
    return [tag("h4", "Errors"), table(["Status", "Codes"], rows)]


def _success(operation: Operation) -> tuple[str, dict[str, Any]]:
    return next(
        (status, answer)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    )


def _answer_samples(operation: Operation) -> Iterator[Html]:
    status, answer = _success(operation)
    if JSON in answer.get("content", {}):
        yield block(_json(answer["content"][JSON]["example"]), f"Answer {status}")


def _curl(path: str, method: str, operation: Operation) -> str:
    """Return the call as a shell types it, with an example's values."""
    examples = {
        each["name"]: each.get("example", "") for each in operation["parameters"]
    }
    address = re.sub(
        r"{(\w+)}",
        lambda found: "$APP_ID" if found[1] == "app_id" else examples[found[1]],
        path,
    )
    lines = [f'curl -X {method.upper()} "$KONCERN{address}"']
    signs = [name for way in operation["security"] for name in way]
    if "bearer" in signs:
        lines.append('-H "Authorization: Bearer $ACCESS_TOKEN"')
    elif "basic" in signs:
        lines.append('-u "$CLIENT_ID:$CLIENT_SECRET"')
    if "requestBody" in operation:
        media, content = _media(operation["requestBody"])
        if media == MULTIPART:
            lines += _form_lines(content["example"])
        else:
            lines.append(f'-H "Content-Type: {media}"')
            lines.append(f"-d '{_json(content['example'])}'")
    return " \\\n  ".join(lines)


def _form_lines(example: dict[str, Any]) -> Iterator[str]:
    """Return the parts of a form as curl sends them; a text stands for a file."""
    for name, value in example.items():
        if isinstance(value, str):
            yield f'-F "{name}=@contract-2026.pdf"'
        else:
            yield f"-F '{name}={json.dumps(value, ensure_ascii=False)}'"


def _media(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the type of a body or an answer, and what is said of it."""
    ((media, content),) = told["content"].items()
    return media, content


def _who(operation: Operation) -> str:
    ways = [name for way in operation["security"] for name in way]
    if not ways:
        return "Anybody may call it; no sign-in."
    told = {"basic": "a credential (Basic)", "bearer": "a signed-in user (Bearer)"}
    return f"Called by {' or '.join(told[way] for way in ways)}."


def _anchor(operation: Operation) -> str:
    return str(operation["operationId"]).split(".", 1)[1]


def _badge(method: str) -> Html:
    return tag("span", method.upper(), class_=f"method {method}")


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
