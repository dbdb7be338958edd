"""The proxies of docs/proxies.md, set up as that page says."""

import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from koncern.db import embedded
from patience import wait_until
from service import free_port, serving
from world import Operator, World, new_company

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "proxies.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CADDY = shutil.which("caddy")


def config(language: str) -> str:
    """Return the one file that the page prints in a language."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(text)


def certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *("-days", "2", "-subj", "/CN=koncern.example.com"),
            *("-keyout", "koncern.key", "-out", "koncern.crt"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[str]:
    """Run nginx with the page's file; ports and folders are the test's own."""
    certificate(folder)
    port = free_port()
    server = config("nginx").replace("/etc/ssl/", f"{folder}/")
    server = server.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    server = server.replace("listen 443", f"listen 127.0.0.1:{port}")
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off;\n{temporary}\n{server}}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def listens() -> bool:
        assert process.poll() is None, (folder / "error.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(listens, "nginx does not listen")
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_nginx_passes_requests_on_and_tells_clients_apart(tmp_path: Path):
    data = tmp_path / "data"
    with serving(data, KONCERN_PROXIES="1") as service, embedded(data) as url:
        operator = Operator(url, data)
        world = World(service.url, operator)
        upstream = int(service.url.rpartition(":")[2])
        with nginx(tmp_path, upstream) as front:
            client = httpx.Client(
                base_url=f"{front}/api/v1/{world.app}",
                auth=world.credential(),
                verify=False,
            )
            _check_requests(client)
            _check_limits(client)
            _check_http_2(front)
            _check_sockets(front)
            client.close()
        assert '"client":"127.0.0.1"' in service.log.read_text()
        assert "203.0.113.9" not in service.log.read_text()
        world.close()
        operator.close()


def _check_requests(client: httpx.Client) -> None:
    invented = {"x-forwarded-for": "203.0.113.9"}
    made = client.post("/organisations", json=new_company(), headers=invented)
    assert made.status_code == 200, made.text
    path = f"/organisations/{made.json()['company']['id']}"
    assert client.get(path).json() == made.json()
    file = client.post(f"{path}/files", files={"file": ("a.txt", b"text" * 50_000)})
    assert file.status_code == 201, file.text
    content = client.get(f"{path}/files/{file.json()['id']}/content")
    assert content.content == b"text" * 50_000


def _check_limits(client: httpx.Client) -> None:
    large = client.post("/organisations", content=b" " * 27_000_000)
    assert large.status_code == 413
    long = client.get("/organisations", headers={"x-long": "a" * 70_000})
    assert long.status_code in (400, 431)


def _check_http_2(front: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        return
    told = subprocess.run(
        [curl, "-sk", "-o", "/dev/null", "-w", "%{json}", f"{front}/health/live"],
        check=True,
        capture_output=True,
    )
    assert json.loads(told.stdout)["http_version"] == "2"


def _check_sockets(front: str) -> None:
    """More requests at a time than an address may have connections are refused."""
    host, port = front.removeprefix("https://").split(":")
    context = ssl._create_unverified_context()
    held = []
    for _ in range(60):
        raw = socket.create_connection((host, int(port)), 10)
        held.append(context.wrap_socket(raw))
        held[-1].sendall(
            b"POST /api/customers HTTP/1.1\r\nhost: k\r\ncontent-length: 9\r\n\r\n"
        )
    answers = [each.recv(100) for each in held[55:]]
    assert all(b" 429 " in answer for answer in answers), answers
    for each in held:
        each.close()


@pytest.mark.skipif(not CADDY, reason="caddy is not installed")
def test_caddy_takes_the_page_s_file(tmp_path: Path):
    file = tmp_path / "Caddyfile"
    file.write_text(config("caddy"))

    done = subprocess.run(
        [str(CADDY), "validate", "--adapter", "caddyfile", "--config", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert done.returncode == 0, done.stderr
