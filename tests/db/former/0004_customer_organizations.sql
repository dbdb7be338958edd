-- Customer organizations: an owner company and its member companies.

CREATE TABLE customer_organization (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    owner uuid NOT NULL,
    name text,
    label text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT customer_organization_key PRIMARY KEY (app_id, id),
    CONSTRAINT customer_organization_owner_known
        FOREIGN KEY (app_id, owner) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_by_owner
    ON customer_organization (owner, app_id, id);

CREATE TABLE customer_organization_member (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    added_at timestamptz NOT NULL,
    CONSTRAINT customer_organization_member_key
        PRIMARY KEY (app_id, customer_organization, company),
    CONSTRAINT customer_organization_member_of_organization
        FOREIGN KEY (app_id, customer_organization)
        REFERENCES customer_organization (app_id, id),
    CONSTRAINT customer_organization_member_known
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_member_by_company
    ON customer_organization_member (company, app_id);

-- A customer organization as both dialects print it; members in the order added.
-- Each member is looked up by its key, whatever the planner knows of the tables: a
-- join planned while they were small would take seconds for ten thousand members.
CREATE FUNCTION customer_organization_document(o customer_organization) RETURNS json
    LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL THEN row_to_json(d)
                ELSE json_strip_nulls(row_to_json(l)) END
      FROM (SELECT
                o.id,
                (SELECT row_to_json(c) FROM (
                    SELECT c.id, c.name FROM company AS c
                     WHERE c.app_id = o.app_id AND c.id = o.owner) AS c) AS owner,
                coalesce((SELECT json_agg(row_to_json(m)) FROM (
                    SELECT m.company AS id,
                           (SELECT c.name FROM company AS c
                             WHERE c.app_id = m.app_id AND c.id = m.company) AS name
                      FROM customer_organization_member AS m
                     WHERE m.app_id = o.app_id AND m.customer_organization = o.id
                     ORDER BY m.position) AS m), '[]') AS members
           ) AS d
     CROSS JOIN LATERAL (
            SELECT d.id, o.name, o.label, d.owner, d.members) AS l
$$;

-- Ownership must never run in a circle, not even by two changes at once that do not
-- see each other. So these two locks are always taken in this order, behind any row's:
-- owning: alone by who makes a company an owner, shared by who adds members; and
-- nesting: alone by who adds a member that owns organizations itself.
-- Who adds members that own nothing needs no more: while they have their share, their
-- members stay without anything below them.
CREATE FUNCTION customer_organization_lock_owning(
    p_app uuid, p_alone boolean
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_alone THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_app::text, 1));
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_app::text, 1));
    END IF;
END $$;

CREATE FUNCTION customer_organization_lock_nesting(p_app uuid) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_app::text, 2));
END $$;

-- Which of some companies own a company, directly or through other organizations.
CREATE FUNCTION customer_organization_owners_among(
    p_app uuid, p_companies uuid[], p_company uuid
) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE above (company) AS (
        SELECT p_company
        UNION
        SELECT o.owner
          FROM above AS a
          JOIN customer_organization_member AS m
            ON m.app_id = p_app AND m.company = a.company
          JOIN customer_organization AS o
            ON o.app_id = p_app AND o.id = m.customer_organization
    )
    SELECT ARRAY(SELECT company FROM above INTERSECT SELECT unnest(p_companies))
$$;

-- Add companies to an organization, or make them its only members: lock, check,
-- change, record and return in one round trip. `outcome` tells what came of it;
-- but for 'done' nothing was changed.
CREATE FUNCTION customer_organization_put(
    p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean,
    p_version bigint, p_now timestamptz,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    o customer_organization;
    wanted uuid[];
    added uuid[];
    removed uuid[] := '{}';
BEGIN
    SELECT * INTO o FROM customer_organization AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR UPDATE;
    IF NOT FOUND THEN outcome := 'unknown_organization'; RETURN; END IF;
    IF o.version <> p_version THEN outcome := 'stale'; RETURN; END IF;

    -- The owner is left out, and duplicates collapse onto their first place.
    wanted := ARRAY(
        SELECT w.id FROM unnest(p_companies) WITH ORDINALITY AS w (id, place)
         WHERE w.id <> o.owner GROUP BY w.id ORDER BY min(w.place));
    offenders := ARRAY(
        SELECT unnest(wanted)
        EXCEPT
        SELECT c.id FROM company AS c
         WHERE c.app_id = p_app AND c.id = ANY (wanted) AND c.billing_missing = '{}');
    IF offenders <> '{}' THEN outcome := 'no_customer'; RETURN; END IF;

    added := ARRAY(
        SELECT e.id FROM (
            SELECT w.id, w.place
              FROM unnest(wanted) WITH ORDINALITY AS w (id, place)
            UNION ALL
            SELECT m.company, NULL FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.customer_organization = p_id) AS e
         GROUP BY e.id HAVING bool_and(e.place IS NOT NULL) ORDER BY min(e.place));
    offenders := ARRAY(
        SELECT c.id FROM company AS c
         WHERE c.app_id = p_app AND c.id = ANY (added) AND c.archived_at IS NOT NULL);
    IF offenders <> '{}' THEN outcome := 'archived'; RETURN; END IF;

    IF added <> '{}' THEN
        PERFORM customer_organization_lock_owning(p_app, false);
        IF EXISTS (SELECT FROM customer_organization AS x
                    WHERE x.app_id = p_app AND x.owner = ANY (added)) THEN
            PERFORM customer_organization_lock_nesting(p_app);
            offenders := customer_organization_owners_among(p_app, added, o.owner);
            IF offenders <> '{}' THEN outcome := 'circle'; RETURN; END IF;
        END IF;
        INSERT INTO customer_organization_member
               (app_id, customer_organization, company, added_at)
        SELECT p_app, p_id, a.id, p_now
          FROM unnest(added) WITH ORDINALITY AS a (id, place) ORDER BY a.place;
    END IF;
    IF p_replace THEN
        removed := ARRAY(
            SELECT m.company FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.customer_organization = p_id
            EXCEPT SELECT unnest(wanted));
        DELETE FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id
           AND m.company = ANY (removed);
    END IF;
    IF added <> '{}' OR removed <> '{}' THEN
        UPDATE customer_organization AS x
           SET version = x.version + 1, updated_at = p_now
         WHERE x.app_id = p_app AND x.id = p_id RETURNING * INTO o;
        INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, 'customer_organization.members_changed', p_id, p_actor_kind,
                p_actor, p_request_id, p_now,
                jsonb_build_object('added', added, 'removed', removed));
    END IF;
    outcome := 'done';
    offenders := '{}';
    new_version := o.version;
    document := customer_organization_document(o)::text;
END $$;
