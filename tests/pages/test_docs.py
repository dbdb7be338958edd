"""The pages for people: they stand by themselves, and every link leads somewhere."""

import re
from urllib.parse import unquote, urldefrag

import httpx
import pytest

from clients import Client
from service import Service

PAGES = [
    "/docs",
    "/docs/organisations",
    "/docs/customers",
    "/docs/errors",
    "/docs/settings",
]
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

each_page = pytest.mark.parametrize("path", PAGES)


@pytest.fixture
def browser(service: Service):
    with Client(base_url=service.url, headers=BROWSER) as client:
        yield client


@each_page
def test_it_is_html_with_a_title_and_one_heading(browser: httpx.Client, path: str):
    reply = browser.get(path)

    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert re.search(r"<title>\w.* · Koncern</title>", reply.text)
    assert reply.text.count("<h1>") == 1


@each_page
def test_it_needs_nobody_else(browser: httpx.Client, path: str):
    reply = browser.get(path)

    assert reply.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'self'; img-src 'self'; "
    )
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in reply.text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", reply.text)
    assert not re.search(r'(href|src)="(https?:)?//', reply.text)


@each_page
def test_every_link_leads_somewhere(browser: httpx.Client, path: str):
    anchors = {}
    for target in sorted(set(re.findall(r'href="([^"]+)"', browser.get(path).text))):
        to, anchor = urldefrag(target)
        if (to or path) not in anchors:
            reply = browser.get(to or path)
            assert reply.status_code == 200, target
            anchors[to or path] = set(re.findall(r'\sid="([^"]+)"', reply.text))
        assert not anchor or unquote(anchor) in anchors[to or path], target


@each_page
def test_no_anchor_stands_twice(browser: httpx.Client, path: str):
    anchors = re.findall(r'\sid="([^"]+)"', browser.get(path).text)

    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("dialect", ["organisations", "customers"])
def test_every_operation_has_its_place(browser: httpx.Client, dialect: str):
    page = browser.get(f"/docs/{dialect}").text
    document = browser.get(f"/openapi/{dialect}.json").json()

    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in page
        for operation in methods.values():
            anchor = operation["operationId"].removeprefix(f"{dialect}.")
            assert f'<article id="{anchor}">' in page


def test_it_is_asked_for_again_but_not_sent_again(browser: httpx.Client):
    first = browser.get("/docs")
    again = browser.get("/docs", headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("known", ['"other", {etag}', "W/{etag}", "*"])
def test_a_tag_is_known_in_each_form(browser: httpx.Client, known: str):
    etag = browser.get("/docs/errors").headers["etag"]
    headers = {"if-none-match": known.format(etag=etag)}

    assert browser.get("/docs/errors", headers=headers).status_code == 304


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=5-2", "lines=0-1"])
def test_it_comes_whole_whatever_range_is_asked_for(browser: httpx.Client, asked: str):
    reply = browser.get("/docs/icon.svg", headers={"range": asked})

    assert (reply.status_code, reply.text[-7:]) == (200, "</svg>\n")


def test_the_style_is_kept_for_ever(browser: httpx.Client):
    (address,) = re.findall(
        r'rel="stylesheet" href="([^"]+)"', browser.get("/docs").text
    )
    reply = browser.get(address)

    assert reply.headers["content-type"] == "text/css; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", "/docs/"])
def test_the_root_leads_to_the_start(browser: httpx.Client, path: str):
    reply = browser.get(path)

    assert (reply.status_code, reply.headers["location"]) == (307, "/docs")


@pytest.mark.parametrize(
    "path", ["/nowhere", "/docs/nowhere", "/openapi/no.json", "/api"]
)
def test_people_get_a_page_where_nothing_is(browser: httpx.Client, path: str):
    reply = browser.get(path)

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/docs">Go to the start</a>' in reply.text


def test_machines_get_a_problem_where_nothing_is(service: Service):
    reply = httpx.get(f"{service.url}/nowhere", timeout=30)

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json() == {
        "type": "/docs/errors#PathUnknown",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this path; `/docs` lists what there is.",
        "code": "PathUnknown",
        "request_id": reply.headers["x-request-id"],
    }


@pytest.mark.parametrize("path", [*PAGES, "/", "/health/live", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_wrong_method_is_told_the_right_ones(
    service: Service, method: str, path: str
):
    reply = httpx.request(method, f"{service.url}{path}", timeout=30)

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD"
    assert reply.json()["code"] == "MethodWrong"


@pytest.mark.parametrize("path", [*PAGES, "/openapi/customers.json", "/docs/icon.svg"])
def test_head_is_answered_without_a_body(service: Service, path: str):
    reply = httpx.head(f"{service.url}{path}", timeout=30)

    assert (reply.status_code, reply.content) == (200, b"")
    assert int(reply.headers["content-length"]) > 0
