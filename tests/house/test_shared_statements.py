"""A shared statement looks every asker's rows up by their whole key.

A join with the askers may be planned the other way round: all rows of the app, and then the
few that were asked for. A plan that was made while the tables were empty is kept, so here
they are empty. Of an empty table that was vacuumed PostgreSQL knows that reading all of it
costs nothing, whatever the statement is: so it is told not to.
"""

from collections.abc import Iterator
from typing import Any

from catalog import Catalog
from test_statements import shared

from house import hold, queries


def test_it_reads_by_whole_keys(catalog: Catalog) -> None:
    catalog.run("SET enable_seqscan = off")
    offences = [
        f"{unit}/queries.sql: {query.name}: {offence}"
        for unit, query in queries()
        if query.name in shared(unit)
        for offence in _offences(catalog.plan(query))
    ]
    catalog.run("RESET enable_seqscan")

    hold(
        "a shared statement reads by whole keys",
        offences,
        "look up inside CROSS JOIN LATERAL (... LIMIT 1), or a scalar subquery with LIMIT 1",
    )


def _offences(plan: list[dict[str, Any]]) -> Iterator[str]:
    for node in plan:
        if "Relation Name" not in node:
            continue
        condition = node.get("Index Cond", "")
        if " AND " not in condition:
            yield f"{node['Node Type']} of {node['Relation Name']} by {condition}"
