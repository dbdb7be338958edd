"""The database: the only package that connects, commits and rolls back.

`Database.transaction(app)` opens a unit of work, a `Tx`; others ask through it with
the statements of their `queries.sql` (`load`). `migrate` brings a database to this
release's schema: the numbered steps (`steps/`), then the functions and triggers of the
packages (`routines`); a database from before the first step is adopted (`adoption`).
`embedded` runs a PostgreSQL of our own.
"""

from koncern.db.adoption import SchemaNotAdopted, SchemaTooOld, is_to_be_adopted
from koncern.db.cluster import PROGRAMS, Server
from koncern.db.database import EVERY_APP, Database
from koncern.db.disk_full import DatabaseFull
from koncern.db.embedded import embedded
from koncern.db.errors import DatabaseBusy, DatabaseDown, OutcomeUnknown
from koncern.db.execution import Row, was_undone
from koncern.db.migrations import (
    MigrationBlocked,
    MigrationChanged,
    SchemaNewer,
    migrate,
)
from koncern.db.routines import FunctionNotReplaceable, routine_files
from koncern.db.schema import migrations
from koncern.db.server_info import routines_installed, steps_run, survey
from koncern.db.sql import Query, Statements, load
from koncern.db.timeouts import Connection
from koncern.db.transactions import Single, Transaction, Tx

__all__ = [
    "EVERY_APP",
    "PROGRAMS",
    "Connection",
    "Database",
    "DatabaseBusy",
    "DatabaseDown",
    "DatabaseFull",
    "FunctionNotReplaceable",
    "MigrationBlocked",
    "MigrationChanged",
    "OutcomeUnknown",
    "Query",
    "Row",
    "SchemaNewer",
    "SchemaNotAdopted",
    "SchemaTooOld",
    "Server",
    "Single",
    "Statements",
    "Transaction",
    "Tx",
    "embedded",
    "is_to_be_adopted",
    "load",
    "migrate",
    "migrations",
    "routine_files",
    "routines_installed",
    "steps_run",
    "survey",
    "was_undone",
]
