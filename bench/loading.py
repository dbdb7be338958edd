"""Loading: what is off while companies are copied by the thousand.

Indexes, and references from table to table, are quicker made, and checked, at the end
and at once. Triggers that would follow each company are off where the seed writes by
itself, and by the set, what they would write; and nobody else moves companies: so trees
are not locked, which the lanes of the seed would do in different orders.
"""

from collections.abc import AsyncIterator

from koncern.db import Connection

INDEXED = ("ancestry", "company", "company_search", "placement")
LINKED = (
    "alias",
    "company",
    "company_customer_group",
    "company_store_group",
    "company_tag",
    "placement",
)
"""The tables without their indexes, and without their references (and without the rule
that times do not overlap): what a document shows is looked up while it is copied, so
links keep their indexes."""

FOLLOWERS = (
    "check_parent_of_new_company",
    "place_new_company",
    "move_in_main_hierarchy",
)
"""The functions of the triggers that are off: those that keep trees."""

INDEXES = """
SELECT format('DROP INDEX %s', indexrelid::regclass) AS off,
       pg_get_indexdef(indexrelid) AS on_again
  FROM pg_index WHERE indrelid::regclass::text = ANY ($1) AND NOT indisunique"""

REFERENCES = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
              pg_get_constraintdef(oid)) AS on_again
  FROM pg_constraint WHERE conrelid::regclass::text = ANY ($1) AND (contype = 'f' OR conperiod)"""

TRIGGERS = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) AS off,
       format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname) AS on_again
  FROM pg_trigger JOIN pg_proc AS f ON f.oid = tgfoid
 WHERE tgrelid = 'company'::regclass AND f.proname = ANY ($1)"""


LOCKS = """
SELECT format('CREATE OR REPLACE FUNCTION tree_lock(%s) RETURNS void LANGUAGE sql AS ''''',
              pg_get_function_arguments(oid)) AS off,
       pg_get_functiondef(oid) AS on_again
  FROM pg_proc WHERE proname = ANY ($1)"""


class Off:
    """What is off, and comes on again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._on_again: list[str] = []

    async def turn_off(self) -> None:
        """Turn it off, and keep what turns it on."""
        for asked, names in (
            (REFERENCES, LINKED),
            (INDEXES, INDEXED),
            (TRIGGERS, FOLLOWERS),
            (LOCKS, ("tree_lock",)),
        ):
            for row in await self._connection.fetch(asked, names):
                await self._connection.execute(row["off"])
                self._on_again.append(row["on_again"])

    async def turn_on(self) -> AsyncIterator[int]:
        """Turn it on, and tell after each thing how many are left."""
        await self._connection.execute("SET maintenance_work_mem = '1GB'")
        while self._on_again:
            yield len(self._on_again)
            await self._connection.execute(self._on_again.pop())
