"""Services that tests start on the shared database share its data folder, too.

Their jobs work for every app: in a folder of its own, such a service would file other
tests' mails where nobody looks, and miss the contents of their files.
"""

import re

import pytest

from house import ROOT, hold

ON_SHARED_DATABASE = re.compile(r"DATABASE_URL\W{1,4}operator\.database\.url")


def test_they_share_the_data_folder() -> None:
    hold(
        "a service on the tests' own database is started with their data folder",
        (
            f"{path.relative_to(ROOT)}: {found[0]}"
            for path in (ROOT / "tests").rglob("*.py")
            for found in ON_SHARED_DATABASE.finditer(path.read_text(encoding="utf-8"))
        ),
        "take the fixture `data`: serving(data, …) finds the database in it",
    )


@pytest.mark.parametrize(
    "breach", ["DATABASE_URL=operator{}", '{{"DATABASE_URL": operator{}, "A": "1"}}']
)
def test_a_breach_is_noticed(breach: str) -> None:
    assert ON_SHARED_DATABASE.search(breach.format(".database.url"))
