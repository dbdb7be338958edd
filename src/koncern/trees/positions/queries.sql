-- place: one company's place in a tree of today, if the user sees it (nobody named:
-- every one is seen, here and below).
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM places_in(:app, :hierarchy) AS p
 WHERE p.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id));

-- place_at: the same at a time; a row without an id when the company was not there yet.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM company AS c
  LEFT JOIN LATERAL place_at(:app, :hierarchy, c.id, :as_of) AS p ON true
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id));

-- ancestors: for each asker a company, if it is there and they see it, and before it all
-- above it that they see, the nearest last.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id, a.asker
  FROM unnest(:company::uuid[], :hierarchy::text[], :user::uuid[]) WITH ORDINALITY
       AS a (company, hierarchy, "user", asker)
 CROSS JOIN LATERAL unnest(tree_path(:app, a.hierarchy, a.company)) WITH ORDINALITY
       AS w (id, level)
 CROSS JOIN LATERAL (
        SELECT p.* FROM places_in(:app, a.hierarchy) AS p WHERE p.id = w.id) AS p
 WHERE a."user" IS NULL OR place_is_seen(:app, a."user", p.id)
 ORDER BY a.asker, w.level;

-- ancestors_at: the same at a time; a row without an id when it was not there yet.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM company AS c
  LEFT JOIN LATERAL place_at(:app, :hierarchy, c.id, :as_of) AS x ON true
  LEFT JOIN LATERAL unnest(x.path) WITH ORDINALITY AS w (id, level) ON true
  LEFT JOIN LATERAL place_at(:app, :hierarchy, w.id, :as_of) AS p ON true
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, coalesce(w.id, c.id)))
 ORDER BY w.level;

-- page_children_on: what stands right below a company in the main tree, or beside it,
-- behind an id, in the order made; one row without an id if that is nothing, and no row
-- without the company.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM (SELECT CASE WHEN :beside THEN x.parent_id ELSE x.id END AS parent
          FROM places_in(:app, 'main') AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM places_in(:app, 'main') AS p
         WHERE p.parent_id = x.parent AND p.id > :edge
           AND p.id <> :company
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY p.id LIMIT :most) AS p ON true;

-- page_children_back: the same before an id, the nearest first.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM (SELECT CASE WHEN :beside THEN x.parent_id ELSE x.id END AS parent
          FROM places_in(:app, 'main') AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM places_in(:app, 'main') AS p
         WHERE p.parent_id = x.parent AND p.id < :edge
           AND p.id <> :company
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY p.id DESC LIMIT :most) AS p ON true;

-- page_children_elsewhere_on: the same as page_children_on in a hierarchy that is not
-- the main one: as one statement, the main tree would be read several times slower.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM (SELECT CASE WHEN :beside THEN x.parent_id ELSE x.id END AS parent
          FROM places_in(:app, :hierarchy) AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM ancestry AS b
          JOIN places_in(:app, :hierarchy) AS p ON p.id = b.company
         WHERE b.app_id = :app AND b.hierarchy = :hierarchy AND b.hierarchy <> 'main'
           AND b.path[cardinality(b.path) - 1] = x.parent AND b.company > :edge
           AND b.company <> :company
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY b.company LIMIT :most) AS p ON true;

-- page_children_elsewhere_back: the same before an id, the nearest first.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM (SELECT CASE WHEN :beside THEN x.parent_id ELSE x.id END AS parent
          FROM places_in(:app, :hierarchy) AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM ancestry AS b
          JOIN places_in(:app, :hierarchy) AS p ON p.id = b.company
         WHERE b.app_id = :app AND b.hierarchy = :hierarchy AND b.hierarchy <> 'main'
           AND b.path[cardinality(b.path) - 1] = x.parent AND b.company < :edge
           AND b.company <> :company
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY b.company DESC LIMIT :most) AS p ON true;

-- children_at: the same at a time, on or back; a row without an id when the company was
-- not there yet.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id,
       x.id IS NOT NULL AS is_there
  FROM company AS c
  LEFT JOIN LATERAL place_at(:app, :hierarchy, c.id, :as_of) AS x ON true
  LEFT JOIN LATERAL (
        SELECT p.* FROM placement AS l
         CROSS JOIN LATERAL place_at(:app, :hierarchy, l.company, :as_of) AS p
         WHERE l.app_id = :app AND l.hierarchy = :hierarchy
           AND (l.valid @> :as_of::timestamptz) IS TRUE
           AND l.parent = CASE WHEN :beside THEN x.parent_id ELSE x.id END
           AND CASE WHEN :backwards THEN l.company < :edge ELSE l.company > :edge END
           AND l.company <> :company
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, l.company))
         ORDER BY CASE WHEN :backwards THEN NULL ELSE l.company END, l.company DESC
         LIMIT :most) AS p ON true
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id));

-- page_descendants_on: all that stands below a company, as a walk down meets it, behind a
-- way down; one row without an id if that is nothing, and no row without the company.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id,
       array_to_string(p.path[x.depth + 2:], ',') AS way
  FROM (SELECT tree_path(:app, :hierarchy, x.id) AS path, x.depth
          FROM places_in(:app, :hierarchy) AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM places_in(:app, :hierarchy) AS p
         WHERE p.path > x.path || :edge::uuid[]
           AND p.path < x.path || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
           AND cardinality(p.path) <= x.depth + 1 + :depth
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY p.path LIMIT :most) AS p ON true;

-- page_descendants_back: the same before a way down, the nearest first.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id,
       array_to_string(p.path[x.depth + 2:], ',') AS way
  FROM (SELECT tree_path(:app, :hierarchy, x.id) AS path, x.depth
          FROM places_in(:app, :hierarchy) AS x
         WHERE x.id = :company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, x.id))) AS x
  LEFT JOIN LATERAL (
        SELECT p.* FROM places_in(:app, :hierarchy) AS p
         WHERE p.path > x.path AND p.path < x.path || :edge::uuid[]
           AND cardinality(p.path) <= x.depth + 1 + :depth
           AND (:status::text IS NULL OR p.status = :status)
           AND (:kind::text IS NULL OR p.kind = :kind)
           AND (:archived::boolean IS NULL OR :archived = (p.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
         ORDER BY p.path DESC LIMIT :most) AS p ON true;

-- descendants_at: the same at a time, on or back.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id,
       array_to_string(b.way, ',') AS way, x.id IS NOT NULL AS is_there
  FROM company AS c
  LEFT JOIN LATERAL place_at(:app, :hierarchy, c.id, :as_of) AS x ON true
  LEFT JOIN LATERAL (
        WITH RECURSIVE below (company, way) AS (
            SELECT x.id, ARRAY[]::uuid[]
            UNION ALL
            SELECT l.company, b.way || l.company
              FROM below AS b
              JOIN placement AS l
                ON l.app_id = :app AND l.hierarchy = :hierarchy AND l.parent = b.company
               AND (l.valid @> :as_of::timestamptz) IS TRUE
             WHERE cardinality(b.way) < :depth
        )
        SELECT b.company, b.way FROM below AS b
          JOIN company AS k ON k.app_id = :app AND k.id = b.company
         WHERE b.way <> '{}'
           AND CASE WHEN :backwards THEN b.way < :edge ELSE b.way > :edge END
           AND (:status::text IS NULL OR k.status = :status)
           AND (:kind::text IS NULL OR (:kind = 'division') = EXISTS (
                SELECT FROM division AS d WHERE d.app_id = :app AND d.company = k.id))
           AND (:archived::boolean IS NULL OR :archived = (k.archived_at IS NOT NULL))
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, k.id))
         ORDER BY CASE WHEN :backwards THEN NULL ELSE b.way END, b.way DESC
         LIMIT :most) AS b ON true
  LEFT JOIN LATERAL place_at(:app, :hierarchy, b.company, :as_of) AS p ON true
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id));

-- level: what stands right below some companies in the main tree, each with its
-- brothers and sisters.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM places_in(:app, 'main') AS p
 WHERE p.parent_id = ANY (:parents)
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
 ORDER BY array_position(:parents, p.parent_id), p.id
 LIMIT :most;

-- level_elsewhere: the same in a hierarchy that is not the main one.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM ancestry AS b
  JOIN places_in(:app, :hierarchy) AS p ON p.id = b.company
 WHERE b.app_id = :app AND b.hierarchy = :hierarchy AND b.hierarchy <> 'main'
   AND b.path[cardinality(b.path) - 1] = ANY (:parents)
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, p.id))
 ORDER BY array_position(:parents, p.parent_id), p.id
 LIMIT :most;

-- level_at: the same at a time.
SELECT p.id, p.name, p.status, p.kind, p.archived_at, p.parent_id, p.depth,
       p.children_count, p.descendants_count, p.legal_entity_id, p.root_id
  FROM placement AS l
 CROSS JOIN LATERAL place_at(:app, :hierarchy, l.company, :as_of) AS p
 WHERE l.app_id = :app AND l.hierarchy = :hierarchy AND l.parent = ANY (:parents)
   AND (l.valid @> :as_of::timestamptz) IS TRUE
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, l.company))
 ORDER BY array_position(:parents, l.parent), l.company
 LIMIT :most;

-- times: under whom a company stood, stands and will stand, and what was believed of
-- times that were corrected since, the latest time first.
SELECT p.parent AS parent_id, lower(p.valid) AS since, upper(p.valid) AS until,
       p.recorded_at, NULL::timestamptz AS corrected_at, p.reason
  FROM placement AS p
 WHERE p.app_id = :app AND p.hierarchy = :hierarchy AND p.company = :company
UNION ALL
SELECT b.parent, lower(b.valid), upper(b.valid), b.recorded_at, b.corrected_at, b.reason
  FROM placement_before AS b
 WHERE b.app_id = :app AND b.hierarchy = :hierarchy AND b.company = :company
 ORDER BY since DESC, corrected_at DESC NULLS FIRST
 LIMIT :most;

-- is_within: whether a company is another one, or stands anywhere below it.
SELECT company_is_within(:app, :company, :above) AS is_within;
