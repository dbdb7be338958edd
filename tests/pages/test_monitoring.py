"""Metrics and the details of readiness are the operator's, not a stranger's."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import httpx
import pytest

from koncern import limits
from service import Service, free_port, serving, start

TOKEN = "a-token-of-the-operator"
THROUGH_A_PROXY = [
    {"x-forwarded-for": "203.0.113.7"},
    {"X-Forwarded-For": ""},
    {"forwarded": "for=203.0.113.7"},
    {"x-real-ip": "203.0.113.7"},
    {"x-forwarded-host": "shop.example"},
    {"via": "1.1 proxy"},
]


def get(url: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(url + path, headers=headers, timeout=30)


@pytest.mark.parametrize("headers", THROUGH_A_PROXY)
def test_by_default_nobody_behind_a_proxy_sees_them(
    service: Service, headers: dict[str, str]
):
    refused = get(service.url, "/metrics", **headers)

    assert (refused.status_code, refused.json()["code"]) == (404, "PathUnknown")
    assert get(service.url, "/metrics").status_code == 200


def test_by_default_no_other_machine_sees_them(data: Path):
    with serving(data, KONCERN_HOST="0.0.0.0") as service:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
            route.connect(("192.0.2.1", 9))
            own = route.getsockname()[0]
        away = f"http://{own}:{service.url.rpartition(':')[2]}"

        assert get(away, "/metrics").status_code == (200 if own[:4] == "127." else 404)
        assert get(away, "/health/ready").json() == {"status": "ready"}


def test_with_proxies_in_front_nobody_sees_them(data: Path):
    with serving(data, KONCERN_PROXIES="1") as service:
        assert get(service.url, "/metrics").status_code == 404


@pytest.fixture(scope="module")
def with_token(data: Path):
    with serving(data, KONCERN_METRICS_TOKEN=TOKEN) as service:
        yield service


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer x",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        "Bearer ä" + TOKEN,
    ],
)
def test_with_a_token_nobody_else_sees_them(with_token: Service, given: str):
    headers = {"authorization": given.encode("latin-1")} if given else {}
    reply = httpx.get(f"{with_token.url}/metrics", headers=headers, timeout=30)

    assert (reply.status_code, reply.json()["code"]) == (401, "MetricsTokenWrong")


def test_the_token_shows_them_from_anywhere(with_token: Service):
    headers = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": "203.0.113.7"}

    reply = get(with_token.url, "/metrics", **headers)

    assert "koncern_requests_total" in reply.text
    twice = [("authorization", "Bearer x"), ("authorization", f"Bearer {TOKEN}")]
    again = httpx.get(f"{with_token.url}/metrics", headers=twice, timeout=30)
    assert again.status_code == 400


@pytest.fixture(scope="module")
def with_port(data: Path) -> Iterator[tuple[Service, str]]:
    port = free_port()
    settings = {"KONCERN_METRICS_PORT": str(port), "KONCERN_WORKERS": "2"}
    with serving(data, **settings) as service:
        yield service, f"http://127.0.0.1:{port}"


def test_with_a_port_the_public_one_shows_nothing(with_port: tuple[Service, str]):
    service, own = with_port

    assert get(service.url, "/metrics").status_code == 404
    assert get(service.url, "/health/ready").json() == {"status": "ready"}
    assert get(own, "/metrics").status_code == 200
    assert get(own, "/health/ready").json() == {"status": "ready"}
    assert get(own, "/").status_code == get(own, "/api/customers").status_code == 404
    assert httpx.post(f"{own}/metrics", timeout=30).status_code == 405


def test_the_port_tells_of_all_workers(with_port: tuple[Service, str]):
    service, own = with_port
    for _ in range(10):
        get(service.url, "/api/v1/nowhere")

    def count() -> float:
        lines = get(own, "/metrics").text.splitlines()
        name = 'koncern_requests_total{operation="none",status="404"}'
        return sum(float(each.split()[-1]) for each in lines if each.startswith(name))

    deadline = monotonic() + 20
    while count() < 10:
        assert monotonic() < deadline


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x00\xff" * 50,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nx: " + b"y" * 3 * limits.METRICS_HEAD_BYTES,
    ],
)
def test_nonsense_at_the_port_harms_nobody(with_port: tuple[Service, str], sent: bytes):
    _, own = with_port
    host, _, port = own.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = connection.recv(1000)
        except ConnectionResetError:
            answer = b""

    assert answer[:12] in {b"", b"HTTP/1.1 405", b"HTTP/1.1 404"}
    assert get(own, "/metrics").status_code == 200


def test_a_flood_is_made_once_a_second(service: Service):
    start = monotonic()
    with (
        httpx.Client(base_url=service.url, timeout=30) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        texts = [*threads.map(lambda _: client.get("/metrics").text, range(300))]
    seconds = monotonic() - start

    assert len({*texts}) <= seconds + 2


def test_a_taken_port_is_told_at_the_start(data: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(AssertionError, match="PortTaken"):
            start(data, KONCERN_METRICS_PORT=port)
