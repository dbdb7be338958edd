"""What the OpenAPI documents say is what the service does, whatever is sent.

Each operation is called with all sorts of valid and invalid data. Where a path is
meant to be valid, the ids in it are of things that are really there.
"""

import pytest
from described import described, refused_as_foretold, the_code_is_declared
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from scene import Scene
from world import World

CUSTOMERS, ORGANISATIONS = described("customers"), described("organisations")

ENOUGH = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def call_and_check(case: Case, scene: Scene) -> None:
    scene.fill_in(case)
    case.call_and_validate(
        base_url=scene.url,
        auth=scene.auth,
        additional_checks=[refused_as_foretold, the_code_is_declared],
        # A schema cannot say that an id must be of a customer, or that a number's
        # check digits must fit: `refused_as_foretold` holds what it can say.
        excluded_checks=[positive_data_acceptance],
    )


@CUSTOMERS.parametrize()
@ENOUGH
def test_the_customers_api_is_as_described(case: Case, scene: Scene):
    call_and_check(case, scene)


@ORGANISATIONS.parametrize()
@ENOUGH
def test_the_organisations_api_is_as_described(case: Case, scene: Scene):
    call_and_check(case, scene)
