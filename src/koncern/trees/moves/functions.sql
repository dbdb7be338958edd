-- Returns the active companies directly below a company, or all of them.
CREATE OR REPLACE FUNCTION tree_active_below(p_app uuid, p_company uuid, p_all boolean)
RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT c.id
          FROM ancestry AS a
          JOIN company AS c ON c.app_id = p_app AND c.id = a.company
         WHERE p_all AND a.app_id = p_app AND a.hierarchy = 'main'
           AND a.path > w.path
           AND a.path < w.path || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
           AND c.archived_at IS NULL
        UNION ALL
        SELECT c.id FROM company AS c
         WHERE NOT p_all AND c.app_id = p_app AND c.parent = p_company
           AND c.archived_at IS NULL)
      FROM tree_path(p_app, 'main', p_company) AS w (path)
$$;

-- Locks a company, its tree, and the active companies below it (directly, or all), and
-- returns those. If the companies below have changed after the wait, all locks are
-- released and taken again.
CREATE OR REPLACE FUNCTION lock_company_and_below(
    p_app uuid, p_company uuid, p_all boolean
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    companies uuid[];
    below uuid[];
BEGIN
    LOOP
        companies := tree_active_below(p_app, p_company, p_all);
        BEGIN
            PERFORM FROM company AS c
              WHERE c.app_id = p_app AND c.id = ANY (companies || p_company)
              ORDER BY c.id FOR NO KEY UPDATE;
            PERFORM tree_lock(p_app, 'main', ARRAY[p_company]);
            below := tree_active_below(p_app, p_company, p_all);
            IF below <@ companies THEN
                RETURN below;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the locks went with the block that took them
        END;
    END LOOP;
END $$;

-- Returns how many levels a tree would have at most if a company got a parent. OFFSET 0
-- makes PostgreSQL look up children by their parent before it compares times: with most
-- companies under one parent it would choose the index by time for each of them.
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

-- Locks the schedule of moves of an app: exclusively if the hierarchy has scheduled
-- moves, otherwise shared, so that nobody schedules one meanwhile.
CREATE OR REPLACE FUNCTION lock_schedule(p_app uuid, p_hierarchy text) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        BEGIN
            IF EXISTS (SELECT FROM scheduled_move AS m
                        WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy
                          AND m.state = 'pending') THEN
                PERFORM lock(p_app, 'schedule');
                RETURN;
            END IF;
            PERFORM lock_shared(p_app, 'schedule');
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

-- Refuses a parent under which a company would stand below itself, from a time on until
-- its parent changes next. The caller has locked the trees and the schedule.
CREATE OR REPLACE FUNCTION forbid_circle(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_from timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    until timestamptz := placement_until(p_app, p_hierarchy, p_company, p_from);
BEGIN
    IF placement_circle(p_app, p_hierarchy, p_company, p_parent,
                        tstzrange(p_from, until)) IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself, now or as scheduled';
    END IF;
END $$;

-- Gives a company its parent of today in a hierarchy: locks, checks what only the locks
-- make true, records the time, and rewrites the paths. The move is dated by the clock
-- after the locks: so the order of times is the order of moves, and the past has no
-- circle either. It never waits for the row of a company.
CREATE OR REPLACE FUNCTION move_in_hierarchy(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_not_before timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM tree_lock(p_app, p_hierarchy,
                      array_remove(ARRAY[p_company, p_parent], NULL));
    PERFORM forbid_archived_parent(p_app, p_parent);
    PERFORM lock_schedule(p_app, p_hierarchy);
    moment := greatest(p_not_before, clock_timestamp());
    IF placement_parent(p_app, p_hierarchy, p_company, moment)
       IS DISTINCT FROM p_parent THEN
        PERFORM forbid_circle(p_app, p_hierarchy, p_company, p_parent, moment);
        PERFORM record_parent(p_app, p_hierarchy, p_company, p_parent, moment, moment,
                              NULL);
    END IF;
    PERFORM ancestry_move(p_app, p_hierarchy, p_company, p_parent);
END $$;

-- Moves a company in the main hierarchy when its parent changes. No two versions of the
-- company have one time.
CREATE OR REPLACE FUNCTION move_in_main_hierarchy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM move_in_hierarchy(
        NEW.app_id, 'main', NEW.id, NEW.parent,
        greatest(NEW.updated_at, OLD.updated_at + interval '1 microsecond'));
    RETURN NULL;
END $$;
