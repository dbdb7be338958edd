"""What every test stands on: one running service, and an app of its own in it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import template
from koncern.db import embedded
from service import Service, serving
from world import Operator, World

# What an example costs says more of what else the machine does than of the code.
hypothesis.settings.register_profile("on any machine", deadline=None)
hypothesis.settings.load_profile("on any machine")

LONGEST = "trust/test_attack.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test: at the end, nothing would be left to run beside it."""
    items.sort(key=lambda each: LONGEST not in each.nodeid)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:  # noqa: ARG001 - as it is called
    """Run three tests for two cores: a third of the time, a test waits for something.

    Where there are many cores, one for each: the tests share a PostgreSQL, which has so
    many connections and no more.
    """
    cores = os.cpu_count() or 1
    return max(cores, min(cores + cores // 2, 8))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that all processes of this test run share."""
    return shared(tmp_path_factory) / "koncern"


@pytest.fixture(scope="session", autouse=True)
def _template(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all processes of this test run make their clusters from one.

    KONCERN_TEST_TEMPLATE names one that many test runs share.
    """
    given = os.environ.get("KONCERN_TEST_TEMPLATE")
    template.use(Path(given) if given else shared(tmp_path_factory) / "template")


def shared(folders: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this test run share."""
    own = folders.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@pytest.fixture(scope="session")
def service(data: Path) -> Iterator[Service]:
    """A service that runs as long as this process's tests do."""
    with serving(data) as running:
        yield running


@pytest.fixture(scope="session")
def operator(
    service: Service,  # noqa: ARG001 - it migrates first
    data: Path,
) -> Iterator[Operator]:
    """The operator's shell beside the running service."""
    with embedded(data) as url:
        at_work = Operator(url, data)
        yield at_work
        at_work.close()


@pytest.fixture
def world(service: Service, operator: Operator) -> Iterator[World]:
    """A fresh app."""
    fresh = World(service.url, operator)
    yield fresh
    fresh.close()


@pytest.fixture
def other_world(service: Service, operator: Operator) -> Iterator[World]:
    """Another fresh app, whose things are none of the first one's business."""
    fresh = World(service.url, operator)
    yield fresh
    fresh.close()


@pytest.fixture
def in_order(service: Service) -> Iterator[None]:
    """Hold that nobody gave way to anybody meanwhile: locks are taken in one order.

    What gives way is done again, so its answer does not tell.
    """
    before = service.log.read_text().count("done again")
    yield
    assert service.log.read_text().count("done again") == before
