"""The OpenAPI documents: valid, complete, and with examples that fit."""

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis

from koncern.api.http import Route
from koncern.api.pages import openapi
from koncern.worker import ROUTES
from service import Service

DOCUMENTS = {name: openapi.document(name, ROUTES) for name in openapi.TITLES}
OPERATIONS = [
    pytest.param(name, operation, id=operation["operationId"])
    for name, document in DOCUMENTS.items()
    for methods in document["paths"].values()
    for operation in methods.values()
]

each_document = pytest.mark.parametrize("name", DOCUMENTS)
each_operation = pytest.mark.parametrize(("name", "operation"), OPERATIONS)


@each_document
def test_it_is_served_as_it_was_made(service: Service, name: str):
    reply = httpx.get(f"{service.url}/openapi/{name}.json", timeout=30)

    assert reply.headers["content-type"] == "application/json"
    assert reply.json() == DOCUMENTS[name]


@each_document
def test_it_is_valid_openapi_3_1(name: str):
    schemathesis.openapi.from_dict(DOCUMENTS[name]).validate()

    assert DOCUMENTS[name]["openapi"] == "3.1.0"


@each_document
def test_its_schemas_are_valid_json_schema(name: str):
    for schema in DOCUMENTS[name]["components"]["schemas"].values():
        jsonschema_rs.Draft202012Validator(schema | defined_in(name))


@each_document
def test_every_reference_leads_somewhere(name: str):
    for reference in references(DOCUMENTS[name]):
        found: Any = DOCUMENTS[name]
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


@each_document
def test_no_component_is_left_over(name: str):
    parts = DOCUMENTS[name]["components"]
    used = {each.rsplit("/", 1)[-1] for each in references(DOCUMENTS[name])}

    assert {*parts["schemas"], *parts["headers"]} == used


def test_it_speaks_of_things_by_their_published_names():
    published = {
        "Address",
        "Contact",
        "CreateOrUpdateCustomerRequest",
        "Customer",
        "CustomerIdWithName",
        "CustomerOrganization",
        "CustomerOrganizationMembers",
        "CustomerOrganizationRequest",
    }

    assert published <= set(DOCUMENTS["customers"]["components"]["schemas"])
    assert {"Address", "Attribute", "Company", "StoreGroup", "Tag"} <= set(
        DOCUMENTS["organisations"]["components"]["schemas"]
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_is_described(route: Route):
    operation = DOCUMENTS[route.dialect]["paths"][route.path][route.method.lower()]

    assert operation["operationId"] == route.name
    assert operation["summary"]
    assert operation["description"].endswith(".")
    assert str(route.status) in operation["responses"]
    assert ("requestBody" in operation) == (route.body is not None)


@each_operation
def test_what_is_sent_has_an_example_that_fits(name: str, operation: dict[str, Any]):
    for parameter in operation["parameters"]:
        assert parameter["description"]
    if "requestBody" in operation:
        for media in operation["requestBody"]["content"].values():
            check_example(name, media)


@each_operation
def test_every_answer_has_an_example_that_fits(name: str, operation: dict[str, Any]):
    for status, answer in operation["responses"].items():
        assert answer["description"]
        assert "X-Request-Id" in answer["headers"]
        for media in answer.get("content", {}).values():
            check_example(name, media)
        is_bodiless = (
            status in {"204", "304"} or "without a body" in answer["description"]
        )
        assert is_bodiless or "content" in answer


@each_operation
def test_every_error_names_its_codes(name: str, operation: dict[str, Any]):
    assert name in DOCUMENTS
    for status, answer in operation["responses"].items():
        if status >= "400":
            media = answer["content"]["application/problem+json"]
            codes = answer["description"].split(": ")[1].split(", ")
            assert codes == list(media["examples"])
            assert all(
                example["value"]["status"] == int(status)
                for example in media["examples"].values()
            )


def check_example(name: str, media: dict[str, Any]) -> None:
    """Hold what an example says against its schema, formats included."""
    examples = [each["value"] for each in media.get("examples", {}).values()]
    examples += [media["example"]] if "example" in media else []
    assert examples
    validator = jsonschema_rs.Draft202012Validator(
        media["schema"] | defined_in(name), validate_formats=True
    )
    for example in examples:
        validator.validate(example)


def defined_in(name: str) -> dict[str, Any]:
    """Return what a schema of a document can refer to."""
    return {"components": {"schemas": DOCUMENTS[name]["components"]["schemas"]}}


def references(part: Any) -> Iterator[str]:
    """Find every reference in a part of a document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)
