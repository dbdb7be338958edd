-- Several hierarchies: besides the main tree an app declares others, in which its
-- companies stand as well (docs/decisions/0028).

CREATE TABLE hierarchy (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    slug text NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT hierarchy_key PRIMARY KEY (app_id, id),
    CONSTRAINT hierarchy_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT hierarchy_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT hierarchy_status_known CHECK (status IN ('active', 'inactive')),
    CONSTRAINT hierarchy_main_stays CHECK (slug <> 'main' OR status = 'active')
);

-- The main one is that of `company.parent`: every app has it.
CREATE FUNCTION app_has_main_hierarchy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
    VALUES (NEW.app_id, 'main', 'Main', NEW.created_at, NEW.created_at);
    RETURN NULL;
END $$;
CREATE TRIGGER app_has_main_hierarchy AFTER INSERT ON app
    FOR EACH ROW EXECUTE FUNCTION app_has_main_hierarchy();
INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
SELECT a.app_id, 'main', 'Main', a.created_at, a.created_at FROM app AS a;

-- In the others there is no `company.parent`: a parent of today is the last but one on the
-- way down. Nothing of this is written for the main tree.
CREATE INDEX ancestry_by_parent
    ON ancestry ((path[cardinality(path) - 1]), app_id, hierarchy, company)
 WHERE hierarchy <> 'main';
-- Whether a hierarchy has a history is asked when it is to go.
CREATE INDEX placement_elsewhere ON placement (hierarchy, app_id)
 WHERE hierarchy <> 'main';
CREATE INDEX placement_before_elsewhere ON placement_before (hierarchy, app_id)
 WHERE hierarchy <> 'main';
CREATE INDEX scheduled_move_elsewhere ON scheduled_move (hierarchy, app_id)
 WHERE hierarchy <> 'main';

-- Companies with their places of today in a hierarchy. What a company is in the eyes of
-- the law is told by the main tree alone. PostgreSQL puts this function into
-- the statement that asks, as if it stood there: so it costs what the view `place` does.
CREATE FUNCTION places_in(p_app uuid, p_hierarchy text)
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


-- The way down to a company at a time; of one that stood alone, only itself.
CREATE FUNCTION tree_path_at(
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

-- A company's place in a hierarchy at a time, past or scheduled, as it is known now;
-- names, states and kinds are those of today. No row if it was not there yet.
CREATE FUNCTION place_at(
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
CREATE OR REPLACE FUNCTION place_at(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS TABLE (id uuid, name text, status text, kind text, archived_at timestamptz,
               parent_id uuid, depth integer, children_count integer,
               descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
LANGUAGE sql STABLE AS $$
    SELECT * FROM place_at(p_app, 'main', p_company, p_at)
$$;

-- Trees are locked as they stand today, and plans are about trees that are to come: of two
-- who move in different trees (or one who moves, and one who plans), each may do what the
-- other's plan would make a circle of. So whoever moves lets nobody plan meanwhile; and
-- where something is planned already, nobody else move. Behind the locks of the trees.
CREATE INDEX scheduled_move_pending ON scheduled_move (app_id, hierarchy)
 WHERE state = 'pending';
CREATE FUNCTION times_heed(p_app uuid, p_hierarchy text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    key constant bigint := hashtextextended(p_app::text, 5);
BEGIN
    LOOP
        BEGIN
            IF EXISTS (SELECT FROM scheduled_move AS m
                        WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy
                          AND m.state = 'pending') THEN
                PERFORM pg_advisory_xact_lock(key);
                RETURN;
            END IF;
            PERFORM pg_advisory_xact_lock_shared(key);
            IF NOT EXISTS (SELECT FROM scheduled_move AS m
                            WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy
                              AND m.state = 'pending') THEN
                RETURN;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the lock went with the block that took it
        END;
    END LOOP;
END $$;

-- It fires behind company_parent_follows (by its name), and looks again at the times to
-- come when nobody changes them any more. A new company is in no plan, and needs no look.
CREATE FUNCTION company_parent_heeds_plans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM times_heed(NEW.app_id, 'main');
    moment := greatest(NEW.updated_at, clock_timestamp());
    IF placement_circle(NEW.app_id, 'main', NEW.id, NEW.parent, tstzrange(moment,
           placement_until(NEW.app_id, 'main', NEW.id, moment))) IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself, as scheduled';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER company_parent_heeds_plans AFTER UPDATE OF parent ON company
    FOR EACH ROW WHEN (OLD.parent IS DISTINCT FROM NEW.parent AND NEW.parent IS NOT NULL)
    EXECUTE FUNCTION company_parent_heeds_plans();

-- Give a company its parent of today in a hierarchy that is not the main one (or in that,
-- if `company.parent` says so already, and what is dated does not). It is for those what
-- the triggers on `company.parent` are for that: it locks the trees, holds the
-- rules, dates the move by the clock behind the locks, and writes the ways down.
CREATE FUNCTION tree_move(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_now timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM tree_lock(p_app, p_hierarchy,
                      array_remove(ARRAY[p_company, p_parent], NULL));
    IF EXISTS (SELECT FROM company AS c
                WHERE c.app_id = p_app AND c.id = p_parent
                  AND c.archived_at IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'company_parent_not_archived',
            MESSAGE = 'the parent is archived';
    END IF;
    PERFORM times_heed(p_app, p_hierarchy);
    moment := greatest(p_now, clock_timestamp());
    IF placement_parent(p_app, p_hierarchy, p_company, moment)
       IS DISTINCT FROM p_parent THEN
        IF placement_circle(p_app, p_hierarchy, p_company, p_parent, tstzrange(moment,
               placement_until(p_app, p_hierarchy, p_company, moment))) IS NOT NULL THEN
            RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
                MESSAGE = 'a company would stand below itself, now or as scheduled';
        END IF;
        PERFORM placement_put(p_app, p_hierarchy, p_company, p_parent, moment, moment,
                              NULL);
    END IF;
    PERFORM ancestry_move(p_app, p_hierarchy, p_company, p_parent);
END $$;

-- The same as before (0019), but that times are compared `IS TRUE`, here and wherever it
-- is a company or a parent that is looked up: no index is taken for the time. The one that
-- keeps times apart is read many times slower than the one by company, and was taken where
-- PostgreSQL knew little of the table, or of a parent that most have.
CREATE OR REPLACE FUNCTION placement_parent(
    p_app uuid, p_hierarchy text, p_company uuid, p_at timestamptz
) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT p.parent FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND (p.valid @> p_at) IS TRUE
$$;

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

-- How many levels a tree would have at most if a company stood under another one: as
-- before (0019), but that whoever stands below is looked up by its parent (OFFSET 0), and
-- its time compared then. Where one parent had most of an app's companies PostgreSQL took
-- the index on times instead, for each of them.
CREATE OR REPLACE FUNCTION placement_depth(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange
) RETURNS integer LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND (p.valid && a.during) IS TRUE
         WHERE a.level < 128
    ), below (company, during, level) AS (
        SELECT p_company, p_during, 1
        UNION ALL
        SELECT p.company, b.during * p.valid, b.level + 1
          FROM below AS b
         CROSS JOIN LATERAL (
               SELECT p.company, p.valid FROM placement AS p
                WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy
                  AND p.parent = b.company
               OFFSET 0) AS p
         WHERE b.level < 128 AND p.valid && b.during
    ), highest AS (
        SELECT DISTINCT a.during, a.level FROM above AS a
    ), lowest AS (
        SELECT b.during, max(b.level) AS level FROM below AS b GROUP BY b.during
    )
    SELECT max(h.level + l.level)
      FROM highest AS h JOIN lowest AS l ON h.during && l.during
$$;
