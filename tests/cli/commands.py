"""The command line as an operator runs it.

Most commands are called in this process: to start one takes longer than what it does. What
serves is the real command in a process of its own, and so is `koncern_process`.
"""

import json
import os
import subprocess
import traceback
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

from koncern.cli import doctor
from koncern.cli.main import cli
from service import KONCERN, Service, free_port, wait_until_ready

BEGUN: list[subprocess.Popen[bytes]] = []
"""What a test began, and may leave running when it fails."""

Findings: TypeAlias = dict[str, list[tuple[str, str]]]


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment whose only settings are a test's own."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KONCERN") and name != "DATABASE_URL"
    }
    return bare | {"KONCERN_DATA": str(data)} | settings


def koncern(
    data: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in this process."""
    if "serve" in words:
        return koncern_process(data, *words, **settings)
    code, out, err = 0, piped(), piped()
    umask = os.umask(0o077)  # as `main` sets it
    with (
        patch.dict(os.environ, environment(data, **settings), clear=True),
        patch("sys.stdin", StringIO()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli(words, prog_name="koncern")
        except SystemExit as end:
            code = int(end.code or 0)
        except Exception:  # noqa: BLE001 - as the interpreter tells it
            code = 1
            traceback.print_exc()
        finally:
            os.umask(umask)
    return subprocess.CompletedProcess(words, code, written_to(out), written_to(err))


def piped() -> TextIOWrapper:
    """Return what a command may write to: text, and bytes as well."""
    return TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)


def written_to(pipe: TextIOWrapper) -> str:
    pipe.seek(0)
    return pipe.read()


def koncern_process(
    data: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own."""
    return subprocess.run(
        [KONCERN, *words],
        env=environment(data, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def answer(data: Path, *words: str, **settings: str) -> list[dict[str, Any]]:
    """Run a command that works, and return the JSON that it prints."""
    done = koncern(data, *words, "--json", **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal(data: Path, *words: str, **settings: str) -> tuple[int, str]:
    """Run a command that must fail; return its exit code and its one sentence."""
    done = koncern(data, *words, **settings)
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip()


def examine(data: Path, **settings: str) -> Findings:
    """Return what the doctor finds, by what it is about."""
    settings = {"KONCERN_PORT": str(free_port())} | settings
    found: Findings = {}
    for each in doctor.examine(environment(data, **settings)):
        found.setdefault(each.about, []).append((each.state, each.finding))
    return found


def only_wrong(data: Path, about: str, **settings: str) -> str:
    """Return the finding on a thing, which must be wrong, and nothing else."""
    found = examine(data, **settings)
    bad = [
        (name, finding)
        for name, findings in found.items()
        for state, finding in findings
        if state == "wrong"
    ]
    assert [name for name, _ in bad] == [about]
    return bad[0][1]


def begin(
    data: Path, *options: str, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start to serve as at a terminal: as the leader of a group of its own."""
    data.mkdir(parents=True, exist_ok=True)
    with (log or data / "serve.log").open("ab") as output:
        begun = subprocess.Popen(
            [KONCERN, "serve", "--port", str(free_port()), *options],
            env=environment(data),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    BEGUN.append(begun)
    return begun


def start_at_terminal(data: Path, *options: str) -> Service:
    """Start a service as at a terminal, and wait until it is ready."""
    port = free_port()
    log = data / f"serve-{port}.log"
    process = begin(data, *options, "--port", str(port), log=log)
    service = Service(process, f"http://127.0.0.1:{port}", data, log)
    wait_until_ready(service)
    return service


def servers_of(data: Path) -> list[str]:
    """Return the pids of PostgreSQL processes that run on a data folder."""
    cluster = str(data.resolve() / "postgres").encode()
    return [
        process.name
        for process in Path("/proc").glob("[0-9]*")
        if cluster in _command_line(process)
    ]


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
