"""Calls that follow each other along the links do as the documents say, in any order.

Where `test_schemathesis.py` sends all sorts of data to one operation at a time, here
the data make sense, and it is the order that nobody thought of: what was deleted is
asked for, what was archived is changed, and a page is followed by the next.
"""

from collections.abc import Callable
from typing import Any

import pytest
from described import described, refused_as_foretold, the_code_is_declared
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import (
    APIStateMachine,
    StepInput,
    StepOutput,
)
from schemathesis.specs.openapi.checks import positive_data_acceptance, use_after_free
from schemathesis.specs.openapi.schemas import OpenApiSchema

from koncern.api.pages import openapi
from koncern.worker import ROUTES
from scene import Scene
from service import Service
from world import Operator, World

ENOUGH = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


WALKS_MAX = 12
"""How often links are followed before it is said that they do not lead there."""

DIALECTS = ("customers", "organisations")

KEEPING = {
    "DELETE /api/v1/{app_id}/organisations/{id}",
    "DELETE /api/v1/{app_id}/store-groups/{slug}",
    "DELETE /api/v1/{app_id}/scheduled-moves/{id}",
    "DELETE /api/customer-organizations/{id}",
    "DELETE /api/customer-organizations/{id}/scheduled-changes/{changeId}",
}
"""What these leave behind is still answered: an archived company is read, and who was a
member, and what was withdrawn; and a store group is made by the PATCH that changes one."""


class Walked:
    """Which links there are, and which have been followed to an answer."""

    def __init__(self, machine: type[APIStateMachine]) -> None:
        self.links = {
            link.full_name
            for operation in machine._transitions.operations.values()
            for link in operation.outgoing
        }
        self.followed: set[str] = set()

    def note(self, step: StepInput, response: Response) -> None:
        """Note a link that named the whole path and was answered well."""
        if names_its_path(step) and response.status_code < 300:
            assert step.transition is not None
            self.followed.add(step.transition.id)

    def sources(self) -> set[str]:
        """Return the operations whose answers were followed."""
        return {each.split(" -> ")[0] for each in self.followed}


class Sequence:
    """One sequence of calls, in an app of its own."""

    url: str
    operator: Operator
    walked: Walked

    def setup(self) -> None:
        self.world = World(self.url, self.operator)
        self.scene = Scene(self.world)
        self.deleted: list[str] = []
        self.excluded = [positive_data_acceptance]

    def teardown(self) -> None:
        self.world.close()

    def get_call_kwargs(self, case: Case) -> dict[str, Any]:  # noqa: ARG002 - all alike
        return {"base_url": self.url, "auth": self.scene.auth}

    def step(self, input: StepInput) -> StepOutput:  # noqa: A002 - its name there
        set_the_scene = self.scene.go_on if input.transition else self.scene.begin
        set_the_scene(input.case)
        output: StepOutput = super().step(input)
        self.walked.note(input, output.response)
        self.expect_what_is_named(input, output.response)
        return output

    def expect_what_is_named(self, step: StepInput, response: Response) -> None:
        """What a link has named is there to be read until it is deleted, or renamed."""
        case = step.case
        path = case.formatted_path
        if response.status_code < 300 and (case.method == "DELETE" or is_renamed(case)):
            self.deleted.append(path)
            if case.operation.label in KEEPING:
                self.excluded = [positive_data_acceptance, use_after_free]
        if names_its_path(step) and case.method == "GET":
            was_deleted = any(path.startswith(each) for each in self.deleted)
            # At another time it may not have been there.
            was_deleted = was_deleted or "asOf" in (case.query or {})
            assert was_deleted or response.status_code != 404, response.text

    def validate_response(self, response: Response, case: Case, **about: Any) -> None:
        case.validate_response(
            response,
            additional_checks=[refused_as_foretold, the_code_is_declared],
            excluded_checks=self.excluded,
            transport_kwargs=about,
            recorder=self.recorder,
        )


def is_renamed(case: Case) -> bool:
    """Tell whether a call gives what its path names another name there."""
    body = case.body if isinstance(case.body, dict) else {}
    return case.method == "PATCH" and bool(case.path_parameters.keys() & body.keys())


def walk(
    schema: OpenApiSchema,
    service: Service,
    operator: Operator,
    *,
    examples: int,
    steps: int,
    until: Callable[[Walked], bool],
) -> Walked:
    """Follow the links of a document for a while; return which were followed.

    What is come by is left to chance, so it may take some walks.
    """
    machine = schema.as_state_machine()
    walked = Walked(machine)
    scene = {"url": service.url, "operator": operator, "walked": walked}
    walking = settings(ENOUGH, max_examples=examples, stateful_step_count=steps)
    for chance in range(WALKS_MAX):
        seed(chance)(type("Walk", (Sequence, machine), scene)).run(settings=walking)
        if until(walked):
            break
    return walked


def names_its_path(step: StepInput) -> bool:
    """Tell whether a link led here with all that stands in the path."""
    given = {name for _, name in step.applied_parameters}
    return step.transition is not None and step.case.path_parameters.keys() <= given


def makers() -> list[tuple[str, str, set[str]]]:
    """Return the rooms of the documents, with the POSTs in each that others there follow."""
    found: dict[tuple[str, str], set[str]] = {}
    for dialect in DIALECTS:
        paths = openapi.document(dialect, ROUTES)["paths"]
        told = {
            about["operationId"]: (about["tags"][0], f"{method.upper()} {path}", about)
            for path, methods in paths.items()
            for method, about in methods.items()
        }
        for room, label, about in told.values():
            answers = about["responses"].values()
            links = [name for answer in answers for name in answer.get("links", ())]
            if label[:4] == "POST" and any(told[name][0] == room for name in links):
                found.setdefault((dialect, room), set()).add(label)
    return [(*place, through) for place, through in found.items()]


@pytest.mark.parametrize(("dialect", "room", "through"), makers())
def test_what_a_room_makes_is_used_in_any_order(
    dialect: str, room: str, through: set[str], service: Service, operator: Operator
):
    def is_through(walked: Walked) -> bool:
        return through <= walked.sources()

    schema = described(dialect).include(tag=room)
    walked = walk(schema, service, operator, examples=2, steps=30, until=is_through)

    assert through <= walked.sources()


@pytest.mark.parametrize(
    ("dialect", "share"), [("customers", 1 / 2), ("organisations", 1 / 4)]
)
def test_rooms_lead_to_each_other_in_any_order(
    dialect: str, share: float, service: Service, operator: Operator
):
    def is_enough(walked: Walked) -> bool:
        return len(walked.followed) >= share * len(walked.links)

    walked = walk(
        described(dialect), service, operator, examples=4, steps=50, until=is_enough
    )

    assert is_enough(walked)
