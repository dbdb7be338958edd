"""The numbered steps that make the schema, and the table of those that a database ran."""

import hashlib
from importlib.resources import files
from typing import NamedTuple

from koncern.db.timeouts import Driver

TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    run_at timestamptz NOT NULL DEFAULT now())
"""
"""It is there before the first step."""


class Migration(NamedTuple):
    """One step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """What tells that the file is still the one that was run."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Return the steps that this release knows, in order."""
    folder = files("koncern.db") / "steps"
    names = sorted(file.name for file in folder.iterdir() if file.name[0].isdigit())
    return [
        Migration(int(name[:4]), name[:-4], (folder / name).read_text(encoding="utf-8"))
        for name in names
    ]


async def record_step(connection: Driver, step: Migration) -> None:
    """Write down that a database ran a step."""
    await connection.execute(
        "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)",
        step.number,
        step.name,
        step.checksum,
    )
