-- Company trees: who stood under whom, since when and until when; and, derived from that,
-- the way from the root to each company (docs/decisions/0021).
-- `company.parent` stays the parent of today in the main tree. Triggers on it keep both
-- tables, so that whoever sets a parent, by whatever call, is dated and held to the rules.

CREATE EXTENSION IF NOT EXISTS btree_gist;  -- for WITHOUT OVERLAPS

-- A company's parent for a time. Where a company has no row it stands at the top. Times
-- to come are the moves that are scheduled.
CREATE TABLE placement (
    app_id uuid NOT NULL,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    parent uuid NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- of the event that tells more
    reason text,
    CONSTRAINT placement_once_at_a_time
        PRIMARY KEY (app_id, hierarchy, company, valid WITHOUT OVERLAPS),
    CONSTRAINT placement_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT placement_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id)
);
CREATE INDEX placement_by_company ON placement (company, app_id, hierarchy);
CREATE INDEX placement_by_parent ON placement (parent, app_id, hierarchy);

-- What was believed of a time that is past, until it was corrected. No parent: it was
-- believed to stand at the top.
CREATE TABLE placement_before (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    hierarchy text NOT NULL,
    company uuid NOT NULL,
    parent uuid,
    valid tstzrange NOT NULL,
    recorded_at timestamptz,
    corrected_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    reason text NOT NULL,
    CONSTRAINT placement_before_key PRIMARY KEY (app_id, id),
    CONSTRAINT placement_before_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX placement_before_by_company ON placement_before (company, app_id, id);

-- The way down to a company, the root first and itself last, and how many stand below.
-- Who has no parent and nothing below has no row: it is a tree of one. Paths are ordered
-- as a walk through the tree meets them, so that "all below" is one range of the index.
CREATE TABLE ancestry (
    app_id uuid NOT NULL,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    path uuid[] NOT NULL,
    children integer NOT NULL DEFAULT 0,
    below integer NOT NULL DEFAULT 0,
    CONSTRAINT ancestry_key PRIMARY KEY (app_id, hierarchy, company),
    CONSTRAINT ancestry_not_too_deep CHECK (cardinality(path) <= 64),
    CONSTRAINT ancestry_without_circle CHECK (
        path[cardinality(path)] = company
        AND array_position(path, company) = cardinality(path))
) WITH (fillfactor = 80);  -- the counts change in place
CREATE INDEX ancestry_by_path ON ancestry (path, app_id, hierarchy);

-- A move that takes effect by itself when its time has come.
CREATE TABLE scheduled_move (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    parent uuid,
    effective_at timestamptz NOT NULL,
    reason text,
    state text NOT NULL DEFAULT 'pending',
    failure text,
    failure_detail text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT scheduled_move_key PRIMARY KEY (app_id, id),
    CONSTRAINT scheduled_move_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_move_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_move_state_known
        CHECK (state IN ('pending', 'done', 'failed', 'withdrawn'))
);
CREATE INDEX scheduled_move_by_company ON scheduled_move (company, app_id, id);
CREATE INDEX scheduled_move_due ON scheduled_move (effective_at, app_id)
    WHERE state = 'pending';

-- Children are listed in the order in which they were made.
DROP INDEX company_by_parent;
CREATE INDEX company_by_parent ON company (parent, app_id, id) WHERE parent IS NOT NULL;

-- The way down to a company; of one that has no row, only itself.
CREATE FUNCTION tree_path(p_app uuid, p_hierarchy text, p_company uuid) RETURNS uuid[]
    LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT a.path FROM ancestry AS a
                      WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy
                        AND a.company = p_company), ARRAY[p_company])
$$;

CREATE FUNCTION tree_roots(p_app uuid, p_hierarchy text, p_companies uuid[])
RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT DISTINCT (tree_path(p_app, p_hierarchy, c))[1]
                   FROM unnest(p_companies) AS c)
$$;

-- Have the trees in which some companies stand to oneself, until the transaction ends.
-- The locks are taken in one order. Who waited may find that a company stands in another
-- tree by now: then it lets go of what it took, and begins anew.
CREATE FUNCTION tree_lock(p_app uuid, p_hierarchy text, p_companies uuid[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    roots uuid[];
    key bigint;
BEGIN
    LOOP
        roots := tree_roots(p_app, p_hierarchy, p_companies);
        BEGIN
            FOR key IN
                SELECT DISTINCT hashtextextended(p_app::text || p_hierarchy || r, 4)
                  FROM unnest(roots) AS r ORDER BY 1
            LOOP
                PERFORM pg_advisory_xact_lock(key);
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

-- Write a company's way down anew, and that of all below it, and count it in where it
-- goes and out where it was. The trees concerned are locked.
CREATE FUNCTION ancestry_move(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    old uuid[] := tree_path(p_app, p_hierarchy, p_company);
    above uuid[] := '{}';
    new uuid[];
    moved integer;
BEGIN
    IF p_parent IS NOT NULL THEN
        above := tree_path(p_app, p_hierarchy, p_parent);
    END IF;
    IF p_company = ANY (above) THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself';
    END IF;
    new := above || p_company;
    SELECT coalesce(max(a.below), 0) + 1 INTO moved FROM ancestry AS a
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = p_company;
    UPDATE ancestry AS a
       SET below = a.below - moved,
           children = a.children - (a.company = old[cardinality(old) - 1])::integer
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy
       AND a.company = ANY (old[:cardinality(old) - 1]);
    IF moved > 1 THEN
        UPDATE ancestry AS a SET path = new || a.path[cardinality(old) + 1:]
         WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.path > old
           AND a.path < old || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid;
    END IF;
    INSERT INTO ancestry (app_id, hierarchy, company, path)
    VALUES (p_app, p_hierarchy, p_company, new)
        ON CONFLICT ON CONSTRAINT ancestry_key DO UPDATE SET path = EXCLUDED.path;
    IF cardinality(above) = 1 THEN
        INSERT INTO ancestry (app_id, hierarchy, company, path)
        VALUES (p_app, p_hierarchy, p_parent, above)
            ON CONFLICT ON CONSTRAINT ancestry_key DO NOTHING;
    END IF;
    UPDATE ancestry AS a
       SET below = a.below + moved,
           children = a.children + (a.company = p_parent)::integer
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = ANY (above);
END $$;

-- The parent that a company has at a time, past, present or scheduled.
CREATE FUNCTION placement_parent(
    p_app uuid, p_hierarchy text, p_company uuid, p_at timestamptz
) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT p.parent FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND p.valid @> p_at
$$;

-- When a company's parent changes next after a time, as recorded or as scheduled.
CREATE FUNCTION placement_until(
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

-- Say which parent a company has from a time on, until its parent changes next. With a
-- reason it is a correction, and what was believed before is kept.
CREATE FUNCTION placement_put(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_from timestamptz,
    p_now timestamptz, p_correction text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    until timestamptz := placement_until(p_app, p_hierarchy, p_company, p_from);
    old placement;
    new tstzrange := tstzrange(p_from, until);
    rest tstzrange;
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
        VALUES (p_app, p_hierarchy, p_company, old.parent, new, old.recorded_at, p_now,
                p_correction);
    END IF;
    IF old.company IS NOT NULL THEN
        DELETE FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
           AND p.valid = old.valid;
        FOREACH rest IN ARRAY ARRAY[
            tstzrange(lower(old.valid), p_from), tstzrange(until, upper(old.valid))
        ] LOOP
            CONTINUE WHEN isempty(rest) OR (lower(rest) IS NULL);
            INSERT INTO placement (app_id, hierarchy, company, parent, valid,
                                   recorded_at, transaction, reason)
            VALUES (p_app, p_hierarchy, p_company, old.parent, rest, old.recorded_at,
                    old.transaction, old.reason);
        END LOOP;
    END IF;
    IF p_parent IS NOT NULL THEN
        -- With the same parent before or behind, it is one time.
        WITH neighbour AS (
            DELETE FROM placement AS p
             WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy
               AND p.company = p_company AND p.parent = p_parent AND p.valid -|- new
            RETURNING p.valid)
        SELECT range_merge(range_agg(v)) INTO new
          FROM (SELECT n.valid AS v FROM neighbour AS n UNION ALL SELECT new) AS every;
        INSERT INTO placement (app_id, hierarchy, company, parent, valid, recorded_at,
                               reason)
        VALUES (p_app, p_hierarchy, p_company, p_parent, new, p_now, p_correction);
    END IF;
END $$;

-- The first time of a range at which a company would stand below itself, if it stood
-- under a parent. Ways are followed no longer than twice the depth that is allowed.
CREATE FUNCTION placement_circle(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange
) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND p.valid && a.during
         WHERE a.company <> p_company AND a.level < 128
    )
    SELECT min(lower(a.during)) FROM above AS a WHERE a.company = p_company
$$;

-- The most levels that a tree would have, at any time of a range, on a company's way if
-- it stood under a parent: those above and those below are there at the same time.
CREATE FUNCTION placement_depth(
    p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange
) RETURNS integer LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND p.valid && a.during
         WHERE a.level < 128
    ), below (company, during, level) AS (
        SELECT p_company, p_during, 1
        UNION ALL
        SELECT p.company, b.during * p.valid, b.level + 1
          FROM below AS b
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.parent = b.company AND p.valid && b.during
         WHERE b.level < 128
    ), highest AS (
        SELECT DISTINCT a.during, a.level FROM above AS a
    ), lowest AS (
        SELECT b.during, max(b.level) AS level FROM below AS b GROUP BY b.during
    )
    SELECT max(h.level + l.level)
      FROM highest AS h JOIN lowest AS l ON h.during && l.during
$$;

-- A company got a parent, or another one: lock the trees, hold the rules, date it, and
-- write the ways down. It fires before what locks customer organizations (by its name),
-- and never waits for a company's row.
CREATE FUNCTION company_parent_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := NEW.created_at;
BEGIN
    PERFORM tree_lock(NEW.app_id, 'main', CASE
        WHEN TG_OP = 'INSERT' THEN ARRAY[NEW.parent]
        ELSE array_remove(ARRAY[NEW.id, NEW.parent], NULL) END);
    IF EXISTS (SELECT FROM company AS p
                WHERE p.app_id = NEW.app_id AND p.id = NEW.parent
                  AND p.archived_at IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'company_parent_not_archived',
            MESSAGE = 'the parent is archived';
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO placement (app_id, company, parent, valid, recorded_at)
        VALUES (NEW.app_id, NEW.id, NEW.parent, tstzrange(moment, NULL), moment);
        PERFORM ancestry_move(NEW.app_id, 'main', NEW.id, NEW.parent);
        RETURN NULL;
    END IF;

    -- Under the locks it is later than when whoever asks began: so the order of times is
    -- the order of moves, and the past has no circle either.
    moment := greatest(NEW.updated_at, clock_timestamp(),
                       OLD.updated_at + interval '1 microsecond');
    IF placement_parent(NEW.app_id, 'main', NEW.id, moment)
       IS DISTINCT FROM NEW.parent THEN
        IF placement_circle(NEW.app_id, 'main', NEW.id, NEW.parent, tstzrange(moment,
               placement_until(NEW.app_id, 'main', NEW.id, moment))) IS NOT NULL THEN
            RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
                MESSAGE = 'a company would stand below itself, now or as scheduled';
        END IF;
        PERFORM placement_put(NEW.app_id, 'main', NEW.id, NEW.parent, moment, moment,
                              NULL);
    END IF;
    PERFORM ancestry_move(NEW.app_id, 'main', NEW.id, NEW.parent);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER company_parent_not_archived AFTER INSERT ON company
    FOR EACH ROW WHEN (NEW.parent IS NOT NULL)
    EXECUTE FUNCTION company_parent_follows();
CREATE TRIGGER company_parent_follows AFTER UPDATE OF parent ON company
    FOR EACH ROW WHEN (OLD.parent IS DISTINCT FROM NEW.parent)
    EXECUTE FUNCTION company_parent_follows();

-- Whether a company is another one, or stands anywhere below it: as its way down says.
CREATE OR REPLACE FUNCTION company_is_within(p_app uuid, p_company uuid, p_above uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_above = ANY (tree_path(p_app, 'main', p_company))
$$;

-- What is there already: it stood there as long as it has been known.
INSERT INTO placement (app_id, company, parent, valid, recorded_at)
SELECT c.app_id, c.id, c.parent, tstzrange(c.created_at, NULL), now()
  FROM company AS c WHERE c.parent IS NOT NULL;
INSERT INTO ancestry (app_id, company, path)
WITH RECURSIVE tree (app_id, company, path) AS (
    SELECT c.app_id, c.id, ARRAY[c.id] FROM company AS c
     WHERE c.parent IS NULL AND EXISTS (
        SELECT FROM company AS x WHERE x.app_id = c.app_id AND x.parent = c.id)
    UNION ALL
    SELECT c.app_id, c.id, t.path || c.id
      FROM tree AS t JOIN company AS c ON c.app_id = t.app_id AND c.parent = t.company
)
SELECT t.app_id, t.company, t.path FROM tree AS t;
UPDATE ancestry AS a
   SET children = n.children, below = n.below
  FROM (SELECT b.app_id, above.company, count(*) - 1 AS below,
               count(*) FILTER (WHERE b.path[cardinality(b.path) - 1] = above.company)
                   AS children
          FROM ancestry AS b CROSS JOIN LATERAL unnest(b.path) AS above (company)
         GROUP BY b.app_id, above.company) AS n
 WHERE n.app_id = a.app_id AND n.company = a.company;
