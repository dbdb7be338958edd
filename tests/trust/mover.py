"""An app is moved to another database, by PostgreSQL's own logical replication.

This is what a mover will do (decision 0053), as far as two databases of one server show
it. The directory that says where an app is, and the fence for its writes, are not built.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from world import Operator

NAME = "moving"

TABLES = """
SELECT c.relname::text AS name FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'app_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
IDENTITIES = """
SELECT c.relname::text AS name, a.attname::text AS column,
       pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence,
       pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)
                              ::regclass) AS last
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''
"""
CHECKSUM = """
SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM "{0}" AS t
 WHERE t.app_id = $1
"""
STEPS = "SELECT number, checksum FROM migration ORDER BY number"


class DifferentSteps(Exception):  # noqa: N818 - a failure is named for what is the case
    """The databases are not at the same step."""


@dataclass
class Mover:
    """Moves an app from one database to another."""

    source: Operator
    target: Operator
    app: UUID
    address: str
    """How the target reaches the source."""

    def begin(self) -> None:
        """Publish the app's rows, and let the target copy and follow them."""
        if self.source.query(STEPS) != self.target.query(STEPS):
            raise DifferentSteps
        self.publish()
        # A subscription that makes its slot itself would wait for its own transaction,
        # where both databases are of one server.
        slot = "SELECT pg_create_logical_replication_slot($1, 'pgoutput')"
        self.source.query(slot, NAME)
        self.target.query(
            f"CREATE SUBSCRIPTION {NAME} CONNECTION '{self.address}'"
            f" PUBLICATION {NAME} WITH (create_slot = false)"
        )

    def publish(self) -> None:
        """Offer the app's rows of every table, and what is changed in them."""
        app = f"(app_id = '{self.app}')"
        rows = ", ".join(f'"{table}" WHERE {app}' for table in self.tables())
        self.source.query(f"CREATE PUBLICATION {NAME} FOR TABLE {rows}")

    def is_copied(self) -> bool:
        """Tell whether every table was copied, and is followed since."""
        return not self.remaining()

    def remaining(self) -> list[str]:
        """Return the tables that are not copied yet."""
        sql = """SELECT srrelid::regclass::text AS name FROM pg_subscription_rel
                  WHERE srsubstate <> 'r' ORDER BY 1"""
        return [each["name"] for each in self.target.query(sql)]

    def written(self) -> str:
        """Return how far the source has written."""
        sql = "SELECT pg_current_wal_insert_lsn()::text AS lsn"
        return str(self.source.query(sql)[0]["lsn"])

    def has(self, written: str) -> bool:
        """Tell whether the target has all that the source had written."""
        sql = f"""SELECT confirmed_flush_lsn >= '{written}'::pg_lsn AS has
                    FROM pg_replication_slots WHERE slot_name = '{NAME}'"""
        return bool(self.source.query(sql)[0]["has"])

    def end(self) -> None:
        """Follow no longer, and let the target count on."""
        self.target.query(f"DROP SUBSCRIPTION {NAME}")
        self.source.query(f"DROP PUBLICATION {NAME}")
        self.count_on()

    def count_on(self) -> None:
        """Let identities in the target go on past those of the source."""
        here = {
            each["sequence"]: each["last"] or 1 for each in _identities(self.target)
        }
        for each in _identities(self.source):
            sequence, last = each["sequence"], each["last"] or 1
            put = "SELECT setval($1::text::regclass, $2)"
            self.target.query(put, sequence, max(here[sequence], last))

    def tables(self) -> list[str]:
        """Return the tables that have rows of apps."""
        return [each["name"] for each in self.source.query(TABLES)]

    def checksums(self, of: Operator, app: UUID) -> dict[str, Any]:
        """Return the number of an app's rows and their checksum, for every table."""
        return {table: of.query(CHECKSUM.format(table), app) for table in self.tables()}

    def counts(self, of: Operator, app: UUID) -> int:
        """Return how many rows of an app there are."""
        return sum(rows["count"] for (rows,) in self.checksums(of, app).values())


def _identities(of: Operator) -> list[dict[str, Any]]:
    """Return the columns whose values a database counts, and how far it is."""
    return of.query(IDENTITIES)
