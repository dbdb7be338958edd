"""The links in the OpenAPI documents lead from an answer to what can be done next."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from koncern.api.pages import openapi
from koncern.worker import ROUTES

Operation = dict[str, Any]

NEXT = "/pagination/after"

DOCUMENTS = {name: openapi.document(name, ROUTES) for name in openapi.TITLES}


def operations(name: str) -> dict[str, Operation]:
    """Return a document's operations by their ids, each with its path."""
    return {
        operation["operationId"]: operation | {"path": path}
        for path, methods in DOCUMENTS[name]["paths"].items()
        for operation in methods.values()
    }


def links(name: str) -> Iterator[tuple[Operation, dict[str, Any], dict[str, Any]]]:
    """Find every link: the operation, its answer, and where it leads."""
    for operation in operations(name).values():
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                yield operation, answer, link


def leading_from(operation: Operation) -> set[str]:
    return {
        link["operationId"]
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    }


each_document = pytest.mark.parametrize("name", DOCUMENTS)


@each_document
def test_they_lead_to_operations_and_name_every_id_in_their_paths(name: str):
    known = operations(name)
    for _, _, link in links(name):
        target = known[link["operationId"]]
        named = {each["name"] for each in target["parameters"]}

        assert link["parameters"].keys() <= named
        assert {*re.findall(r"{(\w+)}", target["path"])} <= link["parameters"].keys()


@each_document
def test_they_take_what_was_asked_and_what_is_answered(name: str):
    for operation, answer, link in links(name):
        ((_, media),) = answer["content"].items()
        asked = {f"{each['in']}.{each['name']}" for each in operation["parameters"]}
        for expression in link["parameters"].values():
            source, _, pointer = expression.partition("#")
            if pointer == NEXT:
                assert "pagination" in media["example"]
            elif source == "$response.body":
                assert pointed_at(media["example"], pointer)
            else:
                assert expression.removeprefix("$request.") in asked


@each_document
def test_whatever_is_made_links_to_what_its_path_offers(name: str):
    known = operations(name)
    for operation in known.values():
        if "201" in operation["responses"]:
            path = re.escape(operation["path"])
            own = re.compile(path + r"/{\w+}")
            offered = {
                key for key, each in known.items() if own.fullmatch(each["path"])
            }

            assert offered <= leading_from(operation)


@each_document
def test_every_page_links_to_the_next(name: str):
    for operation in operations(name).values():
        if any(each["name"] == "after" for each in operation["parameters"]):
            assert operation["operationId"] in leading_from(operation)


def test_registering_a_company_links_to_all_that_it_has():
    registering = operations("organisations")["organisations.companies.register"]

    assert {
        f"organisations.{each}"
        for each in (
            "companies.read",
            "companies.change",
            "archive.archive",
            "addresses.list_all",
            "colleagues.list_all",
            "files.upload",
            "trees.children",
            "registrations.approve",
        )
    } <= leading_from(registering)
    link = registering["responses"]["200"]["links"]["organisations.companies.read"]
    assert link["parameters"] == {
        "app_id": "$request.path.app_id",
        "id": "$response.body#/company/id",
    }


def pointed_at(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer points at."""
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document
