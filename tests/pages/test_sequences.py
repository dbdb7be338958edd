"""Calls that follow each other along the links do as the documents say, in any order.

Where `test_schemathesis.py` sends all sorts of data to one operation at a time, here
the data make sense, and it is the order that nobody thought of: what was deleted is
asked for, what was archived is changed, and a page is followed by the next.
"""

from typing import Any

from described import described, refused_as_foretold, the_code_is_declared
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import (
    APIStateMachine,
    StepInput,
    StepOutput,
)
from schemathesis.specs.openapi.checks import positive_data_acceptance, use_after_free

from scene import Scene
from service import Service
from world import Operator, World

ENOUGH = settings(
    max_examples=8,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


KEEPING = {
    "DELETE /api/v1/{app_id}/organisations/{id}",
    "DELETE /api/v1/{app_id}/store-groups/{slug}",
    "DELETE /api/customer-organizations/{id}",
}
"""What these leave behind is still answered: an archived company is read, and who was a
member; and a store group is made by the PATCH that changes one."""


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
    dialect: str, service: Service, operator: Operator, through: set[str]
) -> Walked:
    """Follow the links of a dialect for a while; return which were followed.

    What it is to lead through is left to chance, so it may take another walk or two.
    """
    machine = described(dialect).as_state_machine()
    walked = Walked(machine)
    scene = {"url": service.url, "operator": operator, "walked": walked}
    for _ in range(3):
        type("Walk", (Sequence, machine), scene).run(settings=ENOUGH)
        if through <= walked.sources():
            break
    return walked


def names_its_path(step: StepInput) -> bool:
    """Tell whether a link led here with all that stands in the path."""
    given = {name for _, name in step.applied_parameters}
    return step.transition is not None and step.case.path_parameters.keys() <= given


def test_customers_are_as_described_in_any_order(service: Service, operator: Operator):
    through = {
        "POST /api/customers",
        "POST /api/customer-organizations",
        "POST /api/customer-aliases",
        "POST /api/tax-registrations",
    }

    walked = walk("customers", service, operator, through)

    assert len(walked.followed) >= len(walked.links) / 2
    assert through <= walked.sources()


def test_companies_are_as_described_in_any_order(service: Service, operator: Operator):
    through = {
        "POST /api/v1/{app_id}/organisations",
        "POST /api/v1/{app_id}/organisations/{id}/addresses",
        "POST /api/v1/{app_id}/roles",
        "POST /api/v1/{app_id}/tags",
    }

    walked = walk("organisations", service, operator, through)

    assert len(walked.followed) >= len(walked.links) / 4
    assert through <= walked.sources()
