"""What `koncern doctor` finds about the file store."""

from pathlib import Path

from commands import examine

from service import Service


def test_one_that_is_not_there_yet_is_made_later(tmp_path: Path):
    found = examine(tmp_path)

    assert found["file store"] == [
        ("fine", f"{tmp_path / 'files'} is made with the first file.")
    ]
    assert not (tmp_path / "files").exists()


def test_one_that_works_is_left_as_it_was(tmp_path: Path):
    place = tmp_path / "files of the company"
    url = f"file://{place}".replace(" ", "%20")

    found = examine(tmp_path, KONCERN_FILES_URL=url)

    assert found["file store"] == [
        ("fine", f"Files can be written to, and read from, {url}.")
    ]
    assert [*place.rglob("*")] == []


def test_the_one_of_a_running_service(service: Service, data: Path):
    (data / "files").mkdir(exist_ok=True)

    found = examine(data, KONCERN_PORT=service.url.rpartition(":")[2])

    assert found["file store"][0][0] == "fine"


def test_one_that_cannot_be_written_to(tmp_path: Path):
    (tmp_path / "file").write_text("")

    found = examine(tmp_path, KONCERN_FILES_URL=f"file://{tmp_path}/file/files")

    ((state, told),) = found["file store"]
    assert state == "wrong"
    assert "Check KONCERN_FILES_URL" in told


def test_one_that_would_forget_is_refused(tmp_path: Path):
    found = examine(
        tmp_path, KONCERN_FILES_URL="memory://", KONCERN_FILE_TYPES="pdf,exe"
    )

    first, second = found["settings"]
    assert first[1].startswith("KONCERN_FILES_URL is 'memory://'; say a URL")
    assert second[1].startswith("KONCERN_FILE_TYPES names 'exe'; say some of pdf, ")
