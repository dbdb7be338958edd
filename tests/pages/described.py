"""The documents as schemathesis reads them, and what is checked besides its own."""

from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.schemas import OpenApiSchema

from koncern.api.pages import openapi
from koncern.worker import ROUTES

EXPLAINED = {
    "BodyInvalid",
    "FormBroken",
    "FormInvalid",
    "HeaderInvalid",
    "JsonBroken",
    "PathInvalid",
    "QueryInvalid",
}
"""The refusals that a schema foretells: data of its form never gets one of them."""

UNSAYABLE = "holds the character U+"
"""But this one: no schema says which characters are refused in every text."""


def described(dialect: str) -> OpenApiSchema:
    """Return a dialect's document, to call what it describes."""
    schema = schemathesis.openapi.from_dict(openapi.document(dialect, ROUTES))
    # Credentials are the test's own; the check `ignored_auth` sends none, or others.
    schema.config.generation.update(with_security_parameters=False)
    # An `If-Match` that names no version of the record is refused as well, and a body,
    # a path or headers that are too long to be read.
    schema.config.checks.negative_data_rejection.expected_statuses += [
        "412",
        "413",
        "414",
        "431",
    ]
    # Only the links that stand in the document are followed.
    schema.config.phases.stateful.inference.algorithms = []
    return schema


def refused_as_foretold(_: CheckContext, response: Response, case: Case) -> None:
    """Data that fits its schema is refused by rules only, and never for its form."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if response.status_code != 400:
        return
    problem = response.json()
    said = [fault["detail"] for fault in problem.get("errors", [])]
    assert problem["code"] not in EXPLAINED or any(
        UNSAYABLE in each for each in said
    ), problem


def the_code_is_declared(_: CheckContext, response: Response, case: Case) -> None:
    """An error has one of the codes that its operation declares for its status."""
    declared: dict[str, Any] = case.operation.definition.raw["responses"]
    answer = declared.get(str(response.status_code), {})
    examples = answer.get("content", {}).get("application/problem+json", {})
    if examples:
        assert response.json()["code"] in examples["examples"], response.json()
