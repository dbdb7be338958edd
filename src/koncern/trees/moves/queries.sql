-- lock_company: find a company that is to move; others change it afterwards.
SELECT c.id, c.version, c.parent, c.created_at, c.archived_at IS NOT NULL AS is_archived,
       EXISTS (SELECT FROM division AS d
                WHERE d.app_id = :app AND d.company = :company) AS is_division
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   FOR NO KEY UPDATE OF c;

-- parent_elsewhere: under whom a company stands today in a hierarchy that is not the main
-- one.
SELECT w.path[cardinality(w.path) - 1] AS parent
  FROM tree_path(:app, :hierarchy, :company) AS w (path);

-- lock_trees: let nobody else change the trees that a move concerns.
SELECT tree_lock(:app, :hierarchy,
                 array_remove(ARRAY[:company::uuid, :parent::uuid], NULL));

-- lock_schedule: keep others in this app from correcting the past and from planning
-- moves; after all other locks.
SELECT lock(:app, 'schedule');

-- find_parent: the company that is to be the parent.
SELECT c.created_at, c.archived_at IS NOT NULL AS is_archived
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :parent;

-- look_ahead: how it stands with a company from a time on, until its parent changes
-- next, and what it would mean if it stood under another parent then. The depth of today
-- is read from the ways down; at other times they must be followed.
SELECT placement_parent(:app, :hierarchy, :company, :since) AS parent_before,
       u.until,
       placement_circle(:app, :hierarchy, :company, :parent,
                        tstzrange(:since, u.until)) AS circle_at,
       CASE WHEN NOT :is_now
            THEN placement_depth(:app, :hierarchy, :company, :parent,
                                 tstzrange(:since, u.until))
            ELSE (SELECT cardinality(tree_path(:app, :hierarchy, :parent))
                         + greatest(max(cardinality(a.path)), cardinality(w.path))
                         - cardinality(w.path) + 1
                    FROM ancestry AS a
                   WHERE a.app_id = :app AND a.hierarchy = :hierarchy AND a.path > w.path
                     AND a.path < w.path || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
        END AS levels,
       EXISTS (SELECT FROM scheduled_move AS m
                WHERE m.app_id = :app AND m.hierarchy = :hierarchy AND m.company = :company
                  AND m.state = 'pending' AND m.effective_at = :since
                  AND m.id IS DISTINCT FROM :scheduled::uuid) AS is_taken
  FROM placement_until(:app, :hierarchy, :company, :since) AS u (until)
 CROSS JOIN tree_path(:app, :hierarchy, :company) AS w (path);

-- record_parent: record the parent of a company from a time on, until its parent changes next.
-- It writes.
SELECT record_parent(:app, :hierarchy, :company, :parent, :since, :now, :correction);

-- parent_now: under whom a company stands at this time, by what is dated.
SELECT placement_parent(:app, :hierarchy, :company, :now) AS parent;

-- move_in_hierarchy: give a company its parent of today where `company.parent` does not
-- tell it, or tells it already, by the same rules.
-- It writes.
SELECT move_in_hierarchy(:app, :hierarchy, :company, :parent, :now);

-- move: give a company its parent of today; triggers hold the rules, and date it.
UPDATE company
   SET parent = :parent, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING version;

-- admins: who is an admin of some companies, and so sees what stands below them.
SELECT m."user" AS user_id, m.company AS company_id, m.level
  FROM membership AS m
 WHERE m.app_id = :app AND m.company = ANY (:companies)
   AND m.level IN ('admin', 'super-admin')
 ORDER BY m.company, m."user"
 LIMIT 1000;

-- parts: a division and the divisions that belong to the same company through it.
WITH RECURSIVE part (company) AS (
    SELECT :company::uuid
    UNION
    SELECT p.company
      FROM part AS x
      JOIN placement AS p
        ON p.app_id = :app AND p.hierarchy = 'main' AND p.parent = x.company
       AND (p.valid @> :since::timestamptz) IS TRUE
      JOIN division AS d ON d.app_id = :app AND d.company = p.company
)
SELECT x.company FROM part AS x LIMIT 1000;

-- lock_below: keep others from changing a company, its tree, and the active companies
-- right below it, or all of them; return those below.
SELECT lock_company_and_below(:app, :company, :is_all) AS companies;

-- count_children: how many active companies stand right below one.
SELECT count(*) AS count
  FROM company AS c
 WHERE c.app_id = :app AND c.parent = :company AND c.archived_at IS NULL;

-- lift: put companies under another parent, and record it.
WITH moved AS (
    UPDATE company SET parent = :parent, version = version + 1, updated_at = :now
     WHERE app_id = :app AND id = ANY (:companies)
    RETURNING id
)
SELECT event_append(:app, 'company.moved', m.id, :actor_kind, :actor, :request_id, :now,
           json_build_object('hierarchy', 'main', 'parent_id', :company::uuid),
           json_build_object('hierarchy', 'main', 'parent_id', :parent::uuid), :reason)
  FROM moved AS m;

-- archive: put companies away, and record it.
WITH gone AS (
    UPDATE company SET archived_at = :now, version = version + 1, updated_at = :now
     WHERE app_id = :app AND id = ANY (:companies) AND archived_at IS NULL
    RETURNING id, archived_at
)
SELECT event_append(:app, 'company.archived', g.id, :actor_kind, :actor, :request_id, :now,
           json_build_object('archived_at', NULL),
           json_build_object('archived_at', g.archived_at), :reason)
  FROM gone AS g;
