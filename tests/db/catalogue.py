"""What a database is made of, as PostgreSQL's catalog tells it: one line for each thing."""

from typing import Any

OURS = "'public'::regnamespace"

NOT_OF_AN_EXTENSION = """
NOT EXISTS (SELECT FROM pg_depend AS e
             WHERE e.classid = {catalog}::regclass AND e.objid = {oid}
               AND e.deptype = 'e')
"""

THINGS = {
    "relation": f"""
        SELECT relname, relkind, relpersistence, relreplident, relrowsecurity, reloptions
          FROM pg_class WHERE relnamespace = {OURS}""",
    "column": f"""
        SELECT c.relname, rank() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
               format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, a.attstorage, a.attcompression, a.attstattarget,
               a.attoptions, l.collname, pg_get_expr(d.adbin, d.adrelid)
          FROM pg_attribute AS a
          JOIN pg_class AS c ON c.oid = a.attrelid AND c.relnamespace = {OURS}
          LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
          LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": f"""
        SELECT c.conrelid::regclass, c.contypid::regtype, c.conname,
               pg_get_constraintdef(c.oid, true), c.conenforced, c.convalidated,
               c.condeferrable, c.condeferred,
               (SELECT count(*) FROM pg_trigger AS t WHERE t.tgconstraint = c.oid)
          FROM pg_constraint AS c WHERE c.connamespace = {OURS}""",
    "index": f"""
        SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), i.indisvalid,
               i.indisprimary, i.indisunique, i.indimmediate, i.indisreplident
          FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
         WHERE c.relnamespace = {OURS}""",
    "type": f"""
        SELECT t.typname, t.typtype, t.typnotnull, t.typdefault,
               format_type(t.typbasetype, t.typtypmod)
          FROM pg_type AS t
         WHERE t.typnamespace = {OURS}
           AND {NOT_OF_AN_EXTENSION.format(catalog="'pg_type'", oid="t.oid")}""",
    "sequence": """
        SELECT sequencename, data_type, start_value, min_value, max_value, increment_by,
               cycle, cache_size
          FROM pg_sequences WHERE schemaname = 'public'""",
    "statistics": f"""
        SELECT s.stxname, pg_get_statisticsobjdef(s.oid), s.stxstattarget
          FROM pg_statistic_ext AS s WHERE s.stxnamespace = {OURS}""",
    "view": f"""
        SELECT relname, pg_get_viewdef(oid) FROM pg_class
         WHERE relnamespace = {OURS} AND relkind IN ('v', 'm')""",
    "extension": "SELECT extname, extversion FROM pg_extension",
    "function": f"""
        SELECT p.oid::regprocedure, pg_get_functiondef(p.oid)
          FROM pg_proc AS p
         WHERE p.pronamespace = {OURS} AND p.prokind = 'f'
           AND {NOT_OF_AN_EXTENSION.format(catalog="'pg_proc'", oid="p.oid")}""",
    "trigger": f"""
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled
          FROM pg_trigger AS t
          JOIN pg_class AS c ON c.oid = t.tgrelid AND c.relnamespace = {OURS}
         WHERE NOT t.tgisinternal""",
    "comment": f"""
        SELECT d.classoid::regclass, c.relname, d.objsubid, d.description
          FROM pg_description AS d
          JOIN pg_class AS c ON c.oid = d.objoid AND c.relnamespace = {OURS}""",
}


async def catalogue(connection: Any) -> set[str]:
    """Return what a database has, one line for each thing."""
    return {
        f"{kind}: {row['line']}"
        for kind, asked in THINGS.items()
        for row in await connection.fetch(
            f"SELECT row_to_json(t)::text AS line FROM ({asked}) AS t"
        )
    }
