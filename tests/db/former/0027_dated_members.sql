-- Customer organizations at any time: who owned them and who was in them, when, and who
-- joins and leaves later (docs/decisions/0026). What is true today stays where it is: who
-- joins costs what it cost before. A row of the past is written when somebody leaves.

-- A time that is over, in which a company was a member. The organization may be gone.
CREATE TABLE customer_organization_member_time (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    position bigint NOT NULL,
    valid tstzrange NOT NULL,
    CONSTRAINT customer_organization_member_once_at_a_time
        PRIMARY KEY (app_id, customer_organization, company, valid WITHOUT OVERLAPS),
    CONSTRAINT customer_organization_member_time_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_member_time_by_organization
    ON customer_organization_member_time
       (customer_organization, app_id, company, position);
CREATE INDEX customer_organization_member_time_by_company
    ON customer_organization_member_time (company, app_id);

-- A time that is over, in which a company owned an organization; and so, the time of an
-- organization that was deleted, with what it was called.
CREATE TABLE customer_organization_owner_time (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    owner uuid NOT NULL,
    name text,
    label text,
    valid tstzrange NOT NULL,
    CONSTRAINT customer_organization_owner_once_at_a_time
        PRIMARY KEY (app_id, customer_organization, valid WITHOUT OVERLAPS),
    CONSTRAINT customer_organization_owner_time_of_company
        FOREIGN KEY (app_id, owner) REFERENCES company (app_id, id)
);
-- The organizations of an app are listed in the order of their ids, those gone as well.
CREATE INDEX customer_organization_owner_time_in_order
    ON customer_organization_owner_time (app_id, customer_organization);
CREATE INDEX customer_organization_owner_time_by_owner
    ON customer_organization_owner_time (owner, app_id);

-- A company that joins or leaves an organization by itself when its time has come. The
-- organization may be deleted before: then it fails when it is due.
CREATE TABLE scheduled_member (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    change text NOT NULL,
    effective_at timestamptz NOT NULL,
    reason text,
    state text NOT NULL DEFAULT 'pending',
    failure text,
    failure_detail text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT scheduled_member_key PRIMARY KEY (app_id, id),
    CONSTRAINT scheduled_member_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_member_change_known CHECK (change IN ('join', 'leave')),
    CONSTRAINT scheduled_member_state_known
        CHECK (state IN ('pending', 'done', 'failed', 'withdrawn'))
);
CREATE INDEX scheduled_member_by_organization
    ON scheduled_member (customer_organization, app_id, id);
CREATE INDEX scheduled_member_pending
    ON scheduled_member (customer_organization, app_id, company, effective_at)
 WHERE state = 'pending';
CREATE INDEX scheduled_member_due ON scheduled_member (effective_at, app_id)
 WHERE state = 'pending';

-- The moment at which a transaction changes what is dated here: by the clock behind the
-- locks, and one for all that it changes. What takes effect at a time of its own sets it.
CREATE FUNCTION customer_organization_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('koncern.moment', true), '') = '' THEN
        PERFORM set_config('koncern.moment', clock_timestamp()::text, true);
    END IF;
    RETURN current_setting('koncern.moment')::timestamptz;
END $$;

-- Since when a member is one. Who joins is dated by when whoever asked began; who left
-- meanwhile and came back did so later than it left.
CREATE FUNCTION customer_organization_member_since(m customer_organization_member)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(m.added_at, (
        SELECT max(upper(t.valid)) FROM customer_organization_member_time AS t
         WHERE t.app_id = m.app_id
           AND t.customer_organization = m.customer_organization
           AND t.company = m.company))
$$;

-- Since when the owner of an organization is the one that it is.
CREATE FUNCTION customer_organization_owned_since(o customer_organization)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT max(upper(t.valid)) FROM customer_organization_owner_time AS t
         WHERE t.app_id = o.app_id AND t.customer_organization = o.id), o.created_at)
$$;

-- Who leaves was there: whichever call takes it out. A time is never empty, so that who
-- joined and left in one moment is told of too.
CREATE FUNCTION customer_organization_keep_members() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM gone) THEN
        RETURN NULL;
    END IF;
    moment := customer_organization_moment();
    INSERT INTO customer_organization_member_time
           (app_id, customer_organization, company, position, valid)
    SELECT g.app_id, g.customer_organization, g.company, g.position,
           tstzrange(s.since, greatest(moment, s.since + interval '1 microsecond'))
      FROM gone AS g
     CROSS JOIN LATERAL (
           SELECT greatest(g.added_at, (
                  SELECT max(upper(t.valid)) FROM customer_organization_member_time AS t
                   WHERE t.app_id = g.app_id
                     AND t.customer_organization = g.customer_organization
                     AND t.company = g.company))) AS s (since)
     ORDER BY g.company;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_organization_keep_members AFTER DELETE
    ON customer_organization_member REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_keep_members();

CREATE FUNCTION customer_organization_keep_owner() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    since timestamptz := customer_organization_owned_since(OLD);
BEGIN
    INSERT INTO customer_organization_owner_time
           (app_id, customer_organization, owner, name, label, valid)
    VALUES (OLD.app_id, OLD.id, OLD.owner, OLD.name, OLD.label,
            tstzrange(since, greatest(customer_organization_moment(),
                                      since + interval '1 microsecond')));
    RETURN NULL;
END $$;
CREATE TRIGGER customer_organization_keep_owner AFTER UPDATE OF owner
    ON customer_organization
    FOR EACH ROW WHEN (OLD.owner <> NEW.owner)
    EXECUTE FUNCTION customer_organization_keep_owner();
CREATE TRIGGER customer_organization_keep_last_owner AFTER DELETE
    ON customer_organization
    FOR EACH ROW EXECUTE FUNCTION customer_organization_keep_owner();

-- Who owned an organization at a time, and what it was called. No row: it was not there.
CREATE FUNCTION customer_organization_at(p_app uuid, p_id uuid, p_at timestamptz)
RETURNS TABLE (owner uuid, name text, label text) LANGUAGE sql STABLE AS $$
    SELECT o.owner, o.name, o.label
      FROM customer_organization AS o
     WHERE o.app_id = p_app AND o.id = p_id
       AND customer_organization_owned_since(o) <= p_at
    UNION ALL
    SELECT t.owner, t.name, t.label
      FROM customer_organization_owner_time AS t
     WHERE t.app_id = p_app AND t.customer_organization = p_id AND t.valid @> p_at
$$;

-- Whether a company is a member at a time: as planned, or as it was and is.
CREATE FUNCTION customer_organization_has(
    p_app uuid, p_id uuid, p_company uuid, p_at timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT s.change = 'join' FROM scheduled_member AS s
         WHERE s.app_id = p_app AND s.customer_organization = p_id
           AND s.company = p_company AND s.state = 'pending' AND s.effective_at <= p_at
         ORDER BY s.effective_at DESC LIMIT 1),
        EXISTS (SELECT FROM customer_organization_member AS m
                 WHERE m.app_id = p_app AND m.customer_organization = p_id
                   AND m.company = p_company AND m.added_at <= p_at)
        OR EXISTS (SELECT FROM customer_organization_member_time AS t
                    WHERE t.app_id = p_app AND t.customer_organization = p_id
                      AND t.company = p_company AND t.valid @> p_at))
$$;

-- Who is a member at a time: in the order added, and behind them who is to join.
CREATE FUNCTION customer_organization_members(
    p_app uuid, p_id uuid, p_at timestamptz
) RETURNS TABLE (company uuid, place bigint) LANGUAGE sql STABLE AS $$
    WITH planned AS (
        SELECT DISTINCT ON (s.company) s.company, s.change, s.effective_at
          FROM scheduled_member AS s
         WHERE s.app_id = p_app AND s.customer_organization = p_id
           AND s.state = 'pending' AND s.effective_at <= p_at
         ORDER BY s.company, s.effective_at DESC
    ), known AS (
        SELECT m.company, m.position, NULL::timestamptz AS joins_at
          FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id AND m.added_at <= p_at
        UNION ALL
        SELECT t.company, t.position, NULL
          FROM customer_organization_member_time AS t
         WHERE t.app_id = p_app AND t.customer_organization = p_id AND t.valid @> p_at
        UNION ALL
        SELECT p.company, NULL, p.effective_at FROM planned AS p WHERE p.change = 'join'
    )
    SELECT k.company,
           row_number() OVER (ORDER BY min(k.position), min(k.joins_at), k.company)
      FROM known AS k
     WHERE NOT EXISTS (SELECT FROM planned AS p
                        WHERE p.company = k.company AND p.change = 'leave')
     GROUP BY k.company
$$;

-- An organization at a time, as both dialects print it; companies have their names of
-- today. Nothing if it was not there then.
CREATE FUNCTION customer_organization_document_at(
    p_app uuid, p_id uuid, p_at timestamptz
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL THEN row_to_json(d)
                ELSE json_strip_nulls(row_to_json(l)) END
      FROM customer_organization_at(p_app, p_id, p_at) AS o
     CROSS JOIN LATERAL (SELECT
                p_id AS id,
                (SELECT row_to_json(c) FROM (
                    SELECT c.id, c.name FROM company AS c
                     WHERE c.app_id = p_app AND c.id = o.owner) AS c) AS owner,
                coalesce((SELECT json_agg(row_to_json(m)) FROM (
                    SELECT m.company AS id, c.name
                      FROM customer_organization_members(p_app, p_id, p_at) AS m
                      JOIN company AS c ON c.app_id = p_app AND c.id = m.company
                     WHERE m.company <> o.owner
                     ORDER BY m.place) AS m), '[]') AS members
           ) AS d
     CROSS JOIN LATERAL (
            SELECT d.id, o.name, o.label, d.owner, d.members) AS l
$$;
