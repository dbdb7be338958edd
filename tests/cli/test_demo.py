"""The demo that `koncern serve --demo` makes."""

import json
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from commands import answer, begin, koncern

from koncern.cli.demo_data import PLACES, read_companies
from koncern.cli.demo_groups import SALES
from service import Service, serving


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The first start on a folder; later ones may run beside it."""
    with serving(tmp_path_factory.mktemp("demo") / "data", "--demo") as service:
        yield service


def secrets_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "demo.json").read_text())


def credential_of(demo: dict[str, Any]) -> tuple[str, str]:
    return demo["client_id"], demo["client_secret"]


def read(demo: dict[str, Any], url: str, **query: str) -> dict[str, Any]:
    """Read something by the demo's credential."""
    return httpx.get(url, params=query, auth=credential_of(demo), timeout=30).json()


def every_company(demo: dict[str, Any]) -> list[dict[str, Any]]:
    url = f"{demo['base_url']}/api/v1/{demo['app_id']}/organisations"
    companies, query = [], {"limit": "100"}
    while True:
        reply = read(demo, url, **query)
        companies += reply["companies"]
        if not reply["pagination"].get("after"):
            return companies
        query["after"] = reply["pagination"]["after"]


def test_the_first_start_makes_it(tmp_path: Path):
    with serving(tmp_path / "data", "--demo") as service:
        demo = secrets_of(service.data)
        mode = stat.S_IMODE((service.data / "demo.json").stat().st_mode)
        check_customers(demo, every_company(demo))
        check_sales(demo, every_company(demo))
        check_users(demo)
        check_settings(demo, every_company(demo))
        check_past(demo, every_company(demo))

    log = service.log.read_text()
    assert set(demo) == {"base_url", "app_id", "client_id", "client_secret", "users"}
    assert [set(user) for user in demo["users"]] == [{"email", "password", "id"}] * 3
    assert demo["base_url"] == service.url
    assert mode == 0o600
    assert f"{service.url}/docs" in log
    assert str(service.data / "demo.json") in log
    assert demo["client_secret"] not in log


def check_customers(demo: dict[str, Any], companies: list[dict[str, Any]]) -> None:
    """Every company is a customer, in its parent's customer organization."""
    listed = {company.name: company for company in read_companies()}
    names = {company["id"]: company["name"] for company in companies}
    assert {company["name"] for company in companies} == set(listed)
    assert len(companies) == len(listed) > 100
    for company in companies:
        assert company["billing_ready"]
        assert company["status"] == "active"
        assert names.get(company["parent_id"], "") == listed[company["name"]].parent
    audi = next(each for each in companies if each["name"] == "Audi AG")
    url = f"{demo['base_url']}/api/customers/{audi['id']}"
    customer = read(demo, url)
    of_volkswagen, own = customer["organizations"]
    assert of_volkswagen["owner"]["name"] == "Volkswagen AG"
    assert "Audi AG" in [member["name"] for member in of_volkswagen["members"]]
    assert own["owner"]["name"] == "Audi AG"
    assert [each["name"] for each in own["members"]] == [
        "Automobili Lamborghini S.p.A."
    ]


def check_past(demo: dict[str, Any], companies: list[dict[str, Any]]) -> None:
    """Who stood under whom yesterday can be asked for on the first day."""
    below = next(each for each in companies if "Lamborghini" in each["name"])
    root = f"{demo['base_url']}/api/v1/{demo['app_id']}/organisations"
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    url = f"{root}/{below['id']}/ancestors"
    above = read(demo, url, as_of=yesterday)["companies"]
    assert [each["name"] for each in above] == ["Audi AG", "Volkswagen AG"]


def check_settings(demo: dict[str, Any], companies: list[dict[str, Any]]) -> None:
    """What Audi says flows down to Lamborghini, and so does what Volkswagen says."""
    below = next(each for each in companies if "Lamborghini" in each["name"])
    root = f"{demo['base_url']}/api/v1/{demo['app_id']}"
    url = f"{root}/organisations/{below['id']}/settings"
    settings = read(demo, url)["settings"]
    sources = {each["field"]: each["source"] for each in settings}
    assert sources["payment_terms"]["name"] == "Audi AG"
    assert sources["price_list"]["name"] == "Volkswagen AG"


def check_sales(demo: dict[str, Any], companies: list[dict[str, Any]]) -> None:
    """Some companies stand in a second hierarchy, and elsewhere than in the main one."""
    root = f"{demo['base_url']}/api/v1/{demo['app_id']}/organisations"
    ids = {company["name"]: company["id"] for company in companies}
    for parent, below in SALES.items():
        url = f"{root}/{ids[parent]}/children"
        found = read(demo, url, hierarchy="sales")["companies"]
        assert {each["name"] for each in found} == {*below}


def check_users(demo: dict[str, Any]) -> None:
    """Every user signs in with their password, and is an admin somewhere."""
    root = f"{demo['base_url']}/api/v1/{demo['app_id']}"
    for user in demo["users"]:
        login = {"email": user["email"], "password": user["password"]}
        reply = httpx.post(f"{root}/auth/login", json=login, timeout=30)
        signed_in = reply.json()
        assert signed_in["user"]["id"] == user["id"]
        bearer = {"authorization": f"Bearer {signed_in['access_token']}"}
        reply = httpx.get(f"{root}/organisations", headers=bearer, timeout=30)
        own = reply.json()["companies"]
        role = user["email"].partition("@")[0]
        assert {company["name"] for company in own} == set(PLACES[role])
        assert {company["level"] for company in own} == {"admin"}
        assert {company["role"] for company in own} == {role}


def test_later_starts_reuse_it(first: Service):
    before, apps = secrets_of(first.data), answer(first.data, "app", "list")

    with serving(first.data, "--demo") as service:
        after = secrets_of(first.data)
        count = len(every_company(after))

    assert after == before | {"base_url": service.url}
    assert count == len(read_companies())
    assert answer(first.data, "app", "list") == apps


def test_a_revoked_credential_is_replaced(first: Service):
    before = secrets_of(first.data)
    words = ("credential", "revoke", before["client_id"], "--app", before["app_id"])
    assert koncern(first.data, *words).returncode == 0

    with serving(first.data, "--demo"):
        after = secrets_of(first.data)
        assert every_company(after)

    assert after["client_id"] != before["client_id"]
    assert after["users"] == before["users"]


def test_without_its_secrets_a_fresh_one_is_made(first: Service):
    before, apps = secrets_of(first.data), answer(first.data, "app", "list")
    (first.data / "demo.json").write_text('{"base_url": "http')

    with serving(first.data, "--demo") as service:
        after = secrets_of(first.data)
        assert len(every_company(after)) == len(read_companies())

    slug = f"demo-{len(apps) + 1}"
    assert after["app_id"] != before["app_id"]
    assert f"a fresh one, {slug}" in service.log.read_text()
    assert answer(first.data, "app", "list")[-1]["slug"] == slug


def test_secrets_of_another_database_are_replaced(first: Service, tmp_path: Path):
    stale = secrets_of(first.data)
    (tmp_path / "demo.json").write_text(json.dumps(stale))

    with serving(tmp_path, "--demo"):
        fresh = secrets_of(tmp_path)
        assert len(every_company(fresh)) == len(read_companies())

    assert fresh["app_id"] != stale["app_id"]
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


def test_killed_at_any_moment_it_is_whole_at_the_next_start(tmp_path: Path):
    data = tmp_path / "data"
    koncern(data, "migrate")
    for seconds in (0.5, 0.7, 0.9):
        begun = begin(data, "--demo")
        time.sleep(seconds)
        begun.kill()
        begun.wait()

    with serving(data, "--demo"):
        demo = secrets_of(data)
        check_customers(demo, every_company(demo))
        check_users(demo)

    assert [app["slug"] for app in answer(data, "app", "list")] == ["demo"]
    assert sorted(each.name for each in data.glob("demo*")) == [
        "demo.json",
        "demo.turn",
    ]
