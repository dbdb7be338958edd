"""What `koncern doctor` finds on the machine, and that it changes nothing."""

import json
import resource
import socket
import subprocess
from pathlib import Path

import httpx
from commands import environment, examine, koncern, koncern_process, only_wrong

from service import KONCERN, Service, free_port


def test_nothing_is_wrong_with_a_running_service(service: Service, data: Path):
    port = service.url.rpartition(":")[2]
    # The doctor asks for this, and waits a second: a busy machine makes it more slowly.
    httpx.get(f"{service.url}/openapi/organisations.json", timeout=30)

    found = examine(data, KONCERN_PORT=port)

    assert {state for each in found.values() for state, _ in each} <= {
        "fine",
        "warning",
    }
    assert found["port"] == [("fine", f"Koncern serves at {service.url}.")]
    assert found["clock"] == [("fine", "The clock agrees with the database's.")]
    assert found["schema"][0][0] == "fine"


def test_a_fresh_machine_is_fine_and_stays_untouched(tmp_path: Path):
    data = tmp_path / "data"

    found = examine(data)

    assert found["data folder"] == [("fine", f"{data} is made at the first start.")]
    assert found["database"] == [
        ("fine", "An embedded PostgreSQL is made at the first start.")
    ]
    assert not data.exists()


def test_it_prints_a_table_for_people_and_ends_with_0(tmp_path: Path):
    done = koncern_process(tmp_path, "doctor", KONCERN_PORT=str(free_port()))

    assert done.returncode == 0
    assert done.stdout.split("\n")[0].split() == ["state", "about", "finding"]


def test_it_ends_with_1_when_anything_is_wrong(tmp_path: Path):
    done = koncern(tmp_path, "doctor", KONCERN_WORKERS="many")

    assert done.returncode == 1
    assert "wrong" in done.stdout
    assert done.stderr == ""


def test_unreadable_and_unknown_settings(tmp_path: Path):
    settings = {
        "KONCERN_WORKERS": "many",
        "KONCERN_LOG_LEVEL": "chatty",
        "KONCERN_RATE_LIMITS": "5",
    }

    unknown = (
        "KONCERN_RATE_LIMITS is no setting of Koncern and does nothing. "
        "Did you mean KONCERN_RATE_LIMIT?"
    )

    found = examine(tmp_path, **settings)

    assert found["settings"] == [
        ("wrong", "KONCERN_WORKERS is 'many'; say a whole number from 1 to 64."),
        (
            "wrong",
            "KONCERN_LOG_LEVEL is 'chatty'; say one of debug, info, warning, error.",
        ),
        ("warning", unknown),
    ]


def test_a_data_folder_that_is_a_file(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()

    assert only_wrong(file, "data folder") == (
        f"{file} is a file: set KONCERN_DATA to a folder."
    )


def test_secrets_that_others_may_read(tmp_path: Path):
    secrets = tmp_path / "demo.json"
    secrets.touch(mode=0o644)

    finding = only_wrong(tmp_path, "demo.json")

    assert finding == (
        f"Others may read the secrets in {secrets} (mode 0644): chmod 600 {secrets}"
    )


def test_a_taken_port(tmp_path: Path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        finding = only_wrong(tmp_path, "port", KONCERN_PORT=str(port))

    assert finding.startswith(f"Port {port} of 127.0.0.1 is taken by “")


def test_too_few_file_handles(tmp_path: Path):
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

    done = subprocess.run(
        [KONCERN, "doctor", "--json"],
        env=environment(tmp_path, KONCERN_PORT=str(free_port())),
        preexec_fn=few,
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 1
    assert {
        "about": "file handles",
        "state": "wrong",
        "finding": "A process may have 100 files open: raise that (ulimit -n 4096).",
    } in json.loads(done.stdout)


def test_data_of_another_postgresql(tmp_path: Path):
    (tmp_path / "postgres" / "17").mkdir(parents=True)

    finding = only_wrong(tmp_path, "database")

    assert f"{tmp_path}/postgres holds data of PostgreSQL 17" in finding


def test_a_folder_whose_version_is_wrong(tmp_path: Path):
    cluster = tmp_path / "postgres" / "18"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")

    finding = only_wrong(tmp_path, "database")

    assert finding.startswith(f"The data in {cluster} is of PostgreSQL 16, and this")


def test_a_log_that_others_may_read(tmp_path: Path):
    log = tmp_path / "postgres.log"
    log.touch(mode=0o644)

    finding = only_wrong(tmp_path, "postgres.log")

    assert finding == f"Others may read {log} (mode 0644): chmod 600 {log}"


def test_a_disk_on_which_writes_are_refused(tmp_path: Path):
    least = {"KONCERN_FREE_BYTES_MIN": str(2**59)}

    assert "and writes are refused" in only_wrong(tmp_path, "disk", **least)


def test_a_disk_on_which_uploads_are_refused(tmp_path: Path):
    elsewhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}

    found = examine(tmp_path, **elsewhere, KONCERN_FREE_BYTES_MIN=str(2**59))

    assert [state for state, _ in found["disk"]] == ["warning"]
