-- Returns the path from the root to a company; for a company without a row in
-- `ancestry`, only itself.
CREATE OR REPLACE FUNCTION tree_path(p_app uuid, p_hierarchy text, p_company uuid) RETURNS uuid[]
    LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT a.path FROM ancestry AS a
                      WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy
                        AND a.company = p_company), ARRAY[p_company])
$$;

-- Tells whether a company is another company or stands anywhere below it.
CREATE OR REPLACE FUNCTION company_is_within(p_app uuid, p_company uuid, p_above uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_above = ANY (tree_path(p_app, 'main', p_company))
$$;

-- Returns the roots of the trees in which some companies stand.
CREATE OR REPLACE FUNCTION tree_roots(p_app uuid, p_hierarchy text, p_companies uuid[])
RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT DISTINCT (tree_path(p_app, p_hierarchy, c))[1]
                   FROM unnest(p_companies) AS c)
$$;

-- Locks the trees in which some companies stand, until the transaction ends. Locks are
-- taken in one order; if a company stands in another tree after the wait, all of them
-- are released and taken again.
CREATE OR REPLACE FUNCTION tree_lock(p_app uuid, p_hierarchy text, p_companies uuid[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    roots uuid[];
    root uuid;
BEGIN
    LOOP
        roots := tree_roots(p_app, p_hierarchy, p_companies);
        BEGIN
            FOR root IN
                SELECT r FROM unnest(roots) AS r
                 ORDER BY lock_number(p_app, 'tree', p_hierarchy || r)
            LOOP
                PERFORM lock(p_app, 'tree', p_hierarchy || root);
            END LOOP;
            IF tree_roots(p_app, p_hierarchy, p_companies) <@ roots THEN
                RETURN;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the locks went with the block that took them
        END;
    END LOOP;
END $$;

-- Locks the trees that a company comes into or moves between before it claims numbers:
-- trees are locked before these.
CREATE OR REPLACE FUNCTION company_lock_trees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.parent IS NOT NULL THEN
            PERFORM tree_lock(NEW.app_id, 'main', ARRAY[NEW.parent]);
        END IF;
    ELSIF NEW.parent IS DISTINCT FROM OLD.parent THEN
        PERFORM tree_lock(NEW.app_id, 'main',
                          array_remove(ARRAY[NEW.id, NEW.parent], NULL));
    END IF;
    RETURN NEW;
END $$;

-- Adds a number of companies to the counts of all companies on a path; the last one on it
-- gains a child. A negative number takes them off.
CREATE OR REPLACE FUNCTION ancestry_count(
    p_app uuid, p_hierarchy text, p_path uuid[], p_companies integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ancestry AS a
       SET below = a.below + p_companies,
           children = a.children
               + (a.company = p_path[cardinality(p_path)])::integer
               * sign(p_companies)::integer
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = ANY (p_path);
END $$;

-- Rewrites the path of a company and of all companies below it, and updates the counts
-- above its old and its new place. The caller has locked the trees. A CHECK constraint
-- refuses the path of a company that would stand below itself.
CREATE OR REPLACE FUNCTION ancestry_move(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    old uuid[] := tree_path(p_app, p_hierarchy, p_company);
    above uuid[] := CASE WHEN p_parent IS NULL THEN '{}'
                         ELSE tree_path(p_app, p_hierarchy, p_parent) END;
    new uuid[] := above || p_company;
    moved integer;
BEGIN
    SELECT coalesce(max(a.below), 0) + 1 INTO moved FROM ancestry AS a
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = p_company;
    PERFORM ancestry_count(p_app, p_hierarchy, old[:cardinality(old) - 1], -moved);
    INSERT INTO ancestry (app_id, hierarchy, company, path)
    VALUES (p_app, p_hierarchy, p_company, new)
        ON CONFLICT ON CONSTRAINT ancestry_key DO UPDATE SET path = EXCLUDED.path;
    IF moved > 1 THEN
        UPDATE ancestry AS a SET path = new || a.path[cardinality(old) + 1:]
         WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.path > old
           AND a.path < old || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid;
    END IF;
    IF cardinality(above) = 1 THEN
        INSERT INTO ancestry (app_id, hierarchy, company, path)
        VALUES (p_app, p_hierarchy, p_parent, above)
            ON CONFLICT ON CONSTRAINT ancestry_key DO NOTHING;
    END IF;
    PERFORM ancestry_count(p_app, p_hierarchy, above, moved);
END $$;

-- Returns when the parent of a company changes next after a time, as recorded or as
-- scheduled.
CREATE OR REPLACE FUNCTION placement_until(
    p_app uuid, p_hierarchy text, p_company uuid, p_from timestamptz
) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT min(t) FROM (
        SELECT lower(p.valid) AS t FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
        UNION ALL
        SELECT upper(p.valid) FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
        UNION ALL
        SELECT m.effective_at FROM scheduled_move AS m
         WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy AND m.company = p_company
           AND m.state = 'pending') AS boundaries
     WHERE t > p_from
$$;

-- Takes a time out of the placements of a company, which keep what is before and after.
CREATE OR REPLACE FUNCTION placement_cut(
    p_app uuid, p_hierarchy text, p_company uuid, p_during tstzrange
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH old AS (
        DELETE FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
           AND p.valid && p_during
        RETURNING p.*)
    INSERT INTO placement (app_id, hierarchy, company, parent, valid, recorded_at,
                           transaction, reason)
    SELECT p_app, p_hierarchy, p_company, o.parent, rest.valid, o.recorded_at,
           o.transaction, o.reason
      FROM old AS o
     CROSS JOIN LATERAL unnest(tstzmultirange(o.valid) - tstzmultirange(p_during))
           AS rest (valid);
END $$;

-- Adds a placement for a time in which a company has none. With the same parent directly
-- before or after, it becomes one placement.
CREATE OR REPLACE FUNCTION placement_add(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange,
    p_now timestamptz, p_reason text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH neighbour AS (
        DELETE FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
           AND p.parent = p_parent AND p.valid -|- p_during
        RETURNING p.valid)
    INSERT INTO placement (app_id, hierarchy, company, parent, valid, recorded_at, reason)
    SELECT p_app, p_hierarchy, p_company, p_parent, range_merge(range_agg(every.valid)),
           p_now, p_reason
      FROM (SELECT n.valid FROM neighbour AS n UNION ALL SELECT p_during) AS every;
END $$;

-- Records which parent a company has from a time on, until its parent changes next.
-- With a reason it is a correction, and the old version is kept in `placement_before`.
CREATE OR REPLACE FUNCTION record_parent(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_from timestamptz,
    p_now timestamptz, p_correction text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    during tstzrange := tstzrange(
        p_from, placement_until(p_app, p_hierarchy, p_company, p_from));
    old placement;
BEGIN
    SELECT * INTO old FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND p.valid @> p_from;
    IF old.parent IS NOT DISTINCT FROM p_parent THEN
        RETURN;
    END IF;
    IF p_correction IS NOT NULL THEN
        INSERT INTO placement_before (app_id, hierarchy, company, parent, valid,
                                      recorded_at, corrected_at, reason)
        VALUES (p_app, p_hierarchy, p_company, old.parent, during, old.recorded_at, p_now,
                p_correction);
    END IF;
    IF old.parent IS NOT NULL THEN
        PERFORM placement_cut(p_app, p_hierarchy, p_company, during);
    END IF;
    IF p_parent IS NOT NULL THEN
        PERFORM placement_add(p_app, p_hierarchy, p_company, p_parent, during, p_now,
                              p_correction);
    END IF;
END $$;

-- Returns the first time in a range at which a company would stand below itself if it
-- got a parent. Paths are followed no longer than twice the allowed depth.
CREATE OR REPLACE FUNCTION placement_circle(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange
) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND (p.valid && a.during) IS TRUE
         WHERE a.company <> p_company AND a.level < 128
    )
    SELECT min(lower(a.during)) FROM above AS a WHERE a.company = p_company
$$;

-- Returns the parent of a company at a time. The time is compared with IS TRUE so that
-- PostgreSQL always uses the index by company: the index by time is many times slower.
CREATE OR REPLACE FUNCTION placement_parent(
    p_app uuid, p_hierarchy text, p_company uuid, p_at timestamptz
) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT p.parent FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND (p.valid @> p_at) IS TRUE
$$;

-- Refuses a parent that is archived. The caller has locked the parent's tree, so that
-- nobody archives the parent meanwhile.
CREATE OR REPLACE FUNCTION forbid_archived_parent(p_app uuid, p_parent uuid) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM company AS c
                WHERE c.app_id = p_app AND c.id = p_parent
                  AND c.archived_at IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'company_parent_not_archived',
            MESSAGE = 'the parent is archived';
    END IF;
END $$;

-- Locks the tree that a new company joins, and refuses an archived parent.
CREATE OR REPLACE FUNCTION check_parent_of_new_company() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tree_lock(NEW.app_id, 'main', ARRAY[NEW.parent]);
    PERFORM forbid_archived_parent(NEW.app_id, NEW.parent);
    RETURN NULL;
END $$;

-- Gives a new company its place in the main hierarchy. Nothing is scheduled for it, and
-- nothing stands below it, so that no circle can come of it.
CREATE OR REPLACE FUNCTION place_new_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO placement (app_id, company, parent, valid, recorded_at)
    VALUES (NEW.app_id, NEW.id, NEW.parent, tstzrange(NEW.created_at, NULL),
            NEW.created_at);
    PERFORM ancestry_move(NEW.app_id, 'main', NEW.id, NEW.parent);
    RETURN NULL;
END $$;

-- Returns the nearest company on a path that is not a division.
CREATE OR REPLACE FUNCTION legal_entity(p_app uuid, p_path uuid[]) RETURNS uuid
    LANGUAGE sql STABLE AS $$
    SELECT w.id FROM unnest(p_path) WITH ORDINALITY AS w (id, place)
     WHERE NOT EXISTS (SELECT FROM division AS d
                        WHERE d.app_id = p_app AND d.company = w.id)
     ORDER BY w.place DESC LIMIT 1
$$;

-- Returns the path to a company in a hierarchy at a time; for a company that stood
-- alone, only itself.
CREATE OR REPLACE FUNCTION tree_path_at(
    p_app uuid, p_hierarchy text, p_company uuid, p_at timestamptz
) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.parent, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = a.company
           AND (p.valid @> p_at) IS TRUE
         WHERE a.level < 64
    )
    SELECT array_agg(a.company ORDER BY a.level DESC) FROM above AS a
$$;

-- Returns the place of a company in a hierarchy at a time, past or scheduled. Names,
-- states and kinds are those of today. It returns no row if the company was not there
-- yet.
CREATE OR REPLACE FUNCTION place_at(
    p_app uuid, p_hierarchy text, p_company uuid, p_at timestamptz
) RETURNS TABLE (id uuid, name text, status text, kind text, archived_at timestamptz,
                 parent_id uuid, depth integer, children_count integer,
                 descendants_count integer, legal_entity_id uuid, root_id uuid,
                 path uuid[])
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE below (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.company, b.level + 1
          FROM below AS b
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.parent = b.company
           AND (p.valid @> p_at) IS TRUE
         WHERE b.level < 64
    )
    SELECT c.id, c.name, c.status,
           CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END, c.archived_at,
           w.path[cardinality(w.path) - 1], cardinality(w.path) - 1,
           (SELECT count(*)::integer FROM below AS b WHERE b.level = 1),
           (SELECT count(*)::integer - 1 FROM below AS b),
           -- Who is a division today may have stood alone then.
           CASE WHEN d.company IS NULL THEN c.id
                ELSE coalesce(legal_entity(p_app, CASE
                    WHEN p_hierarchy = 'main' THEN w.path
                    ELSE tree_path_at(p_app, 'main', p_company, p_at) END), c.id) END,
           w.path[1], w.path
      FROM tree_path_at(p_app, p_hierarchy, p_company, p_at) AS w (path)
      JOIN company AS c ON c.app_id = p_app AND c.id = p_company AND c.created_at <= p_at
      LEFT JOIN division AS d ON d.app_id = p_app AND d.company = p_company
$$;

-- Returns the place of a company in the main hierarchy at a time.
CREATE OR REPLACE FUNCTION place_at(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS TABLE (id uuid, name text, status text, kind text, archived_at timestamptz,
               parent_id uuid, depth integer, children_count integer,
               descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
LANGUAGE sql STABLE AS $$
    SELECT * FROM place_at(p_app, 'main', p_company, p_at)
$$;

-- Returns the path to a company in the main hierarchy today (p_at is NULL) or at a
-- time, and NULL for a time before the company existed.
CREATE OR REPLACE FUNCTION tree_path_at(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_company IS NULL THEN '{}'
                WHEN p_at IS NULL THEN tree_path(p_app, 'main', p_company)
                ELSE (SELECT p.path FROM place_at(p_app, p_company, p_at) AS p) END
$$;

-- Returns companies with their places of today in a hierarchy. The main hierarchy alone
-- tells to which legal entity a company belongs. PostgreSQL inlines this function, so
-- it costs what a view would.
CREATE OR REPLACE FUNCTION places_in(p_app uuid, p_hierarchy text)
RETURNS TABLE (id uuid, name text, status text, kind text, archived_at timestamptz,
               parent_id uuid, depth integer, children_count integer,
               descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
LANGUAGE sql STABLE AS $$
    SELECT c.id, c.name, c.status,
           CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END, c.archived_at,
           CASE WHEN p_hierarchy = 'main' THEN c.parent
                ELSE a.path[cardinality(a.path) - 1] END,
           coalesce(cardinality(a.path), 1) - 1, coalesce(a.children, 0),
           coalesce(a.below, 0),
           CASE WHEN d.company IS NULL THEN c.id
                WHEN p_hierarchy = 'main' THEN legal_entity(p_app, a.path)
                ELSE legal_entity(p_app, tree_path(p_app, 'main', c.id)) END,
           coalesce(a.path[1], c.id), a.path
      FROM company AS c
      LEFT JOIN ancestry AS a
        ON a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = c.id
      LEFT JOIN division AS d ON d.app_id = p_app AND d.company = c.id
     WHERE c.app_id = p_app
$$;
