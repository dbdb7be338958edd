-- Places: companies as the tree shows them, today and at any time.

-- A company's place in the main tree of today.
CREATE VIEW place AS
SELECT c.app_id, c.id, c.name, c.status,
       CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END AS kind,
       c.archived_at, c.parent AS parent_id,
       coalesce(cardinality(a.path), 1) - 1 AS depth,
       coalesce(a.children, 0) AS children_count,
       coalesce(a.below, 0) AS descendants_count,
       CASE WHEN d.company IS NULL THEN c.id
            ELSE legal_entity(c.app_id, a.path) END AS legal_entity_id,
       coalesce(a.path[1], c.id) AS root_id,
       a.path
  FROM company AS c
  LEFT JOIN ancestry AS a
    ON a.app_id = c.app_id AND a.hierarchy = 'main' AND a.company = c.id
  LEFT JOIN division AS d ON d.app_id = c.app_id AND d.company = c.id;

-- The same at a time, past or scheduled, as it is known now; names, states and kinds are
-- those of today. No row if the company was not there yet.
CREATE FUNCTION place_at(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS TABLE (id uuid, name text, status text, kind text, archived_at timestamptz,
               parent_id uuid, depth integer, children_count integer,
               descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.parent, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = 'main' AND p.company = a.company
           AND p.valid @> p_at
         WHERE a.level < 64
    ), below (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.company, b.level + 1
          FROM below AS b
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = 'main' AND p.parent = b.company
           AND p.valid @> p_at
         WHERE b.level < 64
    ), way (path) AS (
        SELECT array_agg(a.company ORDER BY a.level DESC) FROM above AS a
    )
    SELECT c.id, c.name, c.status,
           CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END, c.archived_at,
           w.path[cardinality(w.path) - 1], cardinality(w.path) - 1,
           (SELECT count(*)::integer FROM below AS b WHERE b.level = 1),
           (SELECT count(*)::integer - 1 FROM below AS b),
           legal_entity(p_app, w.path), w.path[1], w.path
      FROM way AS w
      JOIN company AS c ON c.app_id = p_app AND c.id = p_company AND c.created_at <= p_at
      LEFT JOIN division AS d ON d.app_id = p_app AND d.company = p_company
$$;

-- Whether a user sees a company's place: they belong to it, or are an admin of one above.
-- It is so by the tree of today, also where another time is asked for.
CREATE FUNCTION place_is_seen(p_app uuid, p_user uuid, p_company uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p_company)
    OR EXISTS (
        SELECT FROM unnest(tree_path(p_app, 'main', p_company)) AS above (company)
          JOIN membership AS m
            ON m.app_id = p_app AND m."user" = p_user AND m.company = above.company
         WHERE m.level IN ('admin', 'super-admin'))
$$;
