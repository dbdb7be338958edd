"""What stands in the way of a start is told in one sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import refusal

from service import Service, free_port

PORT_TAKEN, UNREACHABLE = 14, 17


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_taken_port_is_told_at_once(tmp_path: Path, taken_port: int):
    data = tmp_path / "data"

    code, sentence = refusal(data, "serve", "--port", str(taken_port))

    assert code == PORT_TAKEN
    assert sentence.startswith(f"PortTaken: Port {taken_port} of 127.0.0.1 is taken by")
    assert sentence.endswith(
        "stop that, or choose another port with KONCERN_PORT or --port."
    )
    assert len(sentence.splitlines()) == 1
    assert not data.exists()


def test_the_port_of_a_running_koncern_is_not_shared(service: Service, tmp_path: Path):
    port = service.url.rpartition(":")[2]

    code, sentence = refusal(tmp_path, "serve", "--port", port)

    assert code == PORT_TAKEN
    assert f"koncern serve --port {port}" in sentence


def test_an_address_of_another_machine_is_refused(tmp_path: Path):
    code, sentence = refusal(tmp_path, "serve", "--host", "192.0.2.1")

    assert code == 10
    assert sentence == (
        "AddressUnusable: http://192.0.2.1:8000 cannot be listened on: "
        "Cannot assign requested address. Set KONCERN_HOST and KONCERN_PORT."
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://anna:secret@127.0.0.1:1/shop", "nobody answers there"),
        ("postgresql://anna:secret@nowhere.invalid/shop", "nobody answers there"),
        ("postgresql:///shop?host=/nowhere", "nobody answers there"),
        ("postgresql://anna:sec/ret@127.0.0.1/shop", "no URL of a PostgreSQL database"),
        ("mysql://anna:secret@127.0.0.1/shop", "no URL of a PostgreSQL database"),
        ("shop", "no URL of a PostgreSQL database"),
    ],
)
def test_a_broken_database_url_is_told(tmp_path: Path, url: str, reason: str):
    port = str(free_port())

    code, sentence = refusal(tmp_path, "serve", "--port", port, DATABASE_URL=url)

    assert code == UNREACHABLE
    assert sentence.startswith("DatabaseUnreachable: Database ")
    assert reason in sentence
    assert "secret" not in sentence
    assert len(sentence.splitlines()) == 1


def test_other_commands_tell_a_broken_database_url_too(tmp_path: Path):
    url = "postgresql://anna:secret@127.0.0.1:1/shop"

    for words in (["migrate"], ["app", "list"]):
        code, sentence = refusal(tmp_path, *words, DATABASE_URL=url)

        assert code == UNREACHABLE
        assert sentence.startswith("DatabaseUnreachable: Database shop at 127.0.0.1:1")
        assert len(sentence.splitlines()) == 1


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()

    code, sentence = refusal(file, "app", "list")

    assert code == 10
    assert sentence == (
        f"FolderUnusable: The data folder {file} cannot be used (File exists: {file}): "
        "set KONCERN_DATA to one that you may write to."
    )


def test_an_unreadable_setting_is_told(tmp_path: Path):
    assert refusal(tmp_path, "serve", KONCERN_WORKERS="many") == (
        10,
        "SettingInvalid: KONCERN_WORKERS is 'many'; say a whole number from 1 to 64",
    )
