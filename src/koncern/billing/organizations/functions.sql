-- Returns which of some companies own a company, directly or through other
-- organizations.
CREATE OR REPLACE FUNCTION customer_organization_owners_among(
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

-- Copies the new name of a company to wherever it is an owner or a member, and counts a
-- version of those organizations. Their rows are locked after the company's, as in
-- customer_organization_put, and in one order.
CREATE OR REPLACE FUNCTION customer_organization_rename() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    places uuid[];
BEGIN
    places := ARRAY(
        SELECT o.id FROM customer_organization AS o
         WHERE o.app_id = NEW.app_id
           AND (o.owner = NEW.id OR o.id IN (
                SELECT m.customer_organization FROM customer_organization_member AS m
                 WHERE m.app_id = NEW.app_id AND m.company = NEW.id))
         ORDER BY o.id FOR UPDATE);
    UPDATE customer_organization_member AS m SET name = NEW.name
     WHERE m.app_id = NEW.app_id AND m.company = NEW.id;
    UPDATE customer_organization AS o
       SET version = o.version + 1, updated_at = NEW.updated_at
     WHERE o.app_id = NEW.app_id AND o.id = ANY (places);
    RETURN NULL;
END $$;

-- Returns the time at which a transaction changes dated rows: the clock after the
-- locks, one time for all changes. A change that is carried out for a planned time sets
-- it to that time.
CREATE OR REPLACE FUNCTION customer_organization_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('koncern.moment', true), '') = '' THEN
        PERFORM set_config('koncern.moment', clock_timestamp()::text, true);
    END IF;
    RETURN current_setting('koncern.moment')::timestamptz;
END $$;

-- Returns since when a member is one: the time when the request began, or when the
-- company left last, if that is later.
CREATE OR REPLACE FUNCTION customer_organization_member_since(m customer_organization_member)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(m.added_at, (
        SELECT max(upper(t.valid)) FROM customer_organization_member_time AS t
         WHERE t.app_id = m.app_id
           AND t.customer_organization = m.customer_organization
           AND t.company = m.company))
$$;

-- Returns since when an organization has its owner.
CREATE OR REPLACE FUNCTION customer_organization_owned_since(o customer_organization)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT max(upper(t.valid)) FROM customer_organization_owner_time AS t
         WHERE t.app_id = o.app_id AND t.customer_organization = o.id), o.created_at)
$$;

-- Records the membership of companies that leave an organization, whichever statement
-- removes them. A range of time is never empty, so companies that joined and left at
-- one time are recorded too.
CREATE OR REPLACE FUNCTION customer_organization_keep_members() RETURNS trigger
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

-- Records the owner that an organization had until now, with its name and label.
CREATE OR REPLACE FUNCTION customer_organization_keep_owner() RETURNS trigger
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

-- Returns who owned an organization at a time, and its name then; no row if it did not
-- exist.
CREATE OR REPLACE FUNCTION customer_organization_at(p_app uuid, p_id uuid, p_at timestamptz)
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

-- Tells whether a company is a member of an organization at a time, past, present or
-- planned.
CREATE OR REPLACE FUNCTION customer_organization_has(
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

-- Returns the members of an organization at a time: in the order added, and after them
-- those who are planned to join.
CREATE OR REPLACE FUNCTION customer_organization_members(
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

-- Keeps the count of members in the row of an organization, whatever writes the
-- members. An organization that gets members counts a version in the same update.
CREATE OR REPLACE FUNCTION customer_organization_count_members() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE customer_organization AS o
           SET member_count = o.member_count + c.count, version = o.version + 1,
               updated_at = c.added_at
          FROM (SELECT r.app_id, r.customer_organization AS id, count(*),
                       max(r.added_at) AS added_at
                  FROM changed AS r GROUP BY r.app_id, r.customer_organization) AS c
         WHERE o.app_id = c.app_id AND o.id = c.id;
    ELSE
        UPDATE customer_organization AS o SET member_count = o.member_count - c.count
          FROM (SELECT r.app_id, r.customer_organization AS id, count(*)
                  FROM changed AS r GROUP BY r.app_id, r.customer_organization) AS c
         WHERE o.app_id = c.app_id AND o.id = c.id;
    END IF;
    RETURN NULL;
END $$;

-- Prints the members of an organization in the order added, as many as are wanted and
-- fit. Up to a thousand members always fit, because a name has at most 300 characters.
CREATE OR REPLACE FUNCTION customer_organization_members_print(
    o customer_organization, p_most integer, p_bytes integer
) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    members json;
BEGIN
    IF least(o.member_count, p_most) <= 1000 THEN
        SELECT json_agg(row_to_json(m)) INTO members FROM (
            SELECT m.company AS id, m.name
              FROM customer_organization_member AS m
             WHERE m.app_id = o.app_id AND m.customer_organization = o.id
             ORDER BY m.position
             LIMIT p_most) AS m;
    ELSE
        SELECT json_agg(b.member ORDER BY b.position) INTO members FROM (
            SELECT m.member, m.position,
                   sum(octet_length(m.member::text) + 2)
                       OVER (ORDER BY m.position ROWS UNBOUNDED PRECEDING) AS bytes
              FROM (SELECT row_to_json(p) AS member, m.position
                      FROM customer_organization_member AS m
                     CROSS JOIN LATERAL (SELECT m.company AS id, m.name) AS p
                     WHERE m.app_id = o.app_id AND m.customer_organization = o.id
                     ORDER BY m.position
                     LIMIT least(p_most, p_bytes / 64)) AS m) AS b
         WHERE b.bytes <= p_bytes;
    END IF;
    RETURN coalesce(members, '[]');
END $$;

-- Prints an organization as both APIs show it, with as many members as are wanted and
-- fit.
CREATE OR REPLACE FUNCTION customer_organization_print(
    o customer_organization, p_most integer, p_bytes integer
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL AND d.total IS NULL
                THEN row_to_json(p) ELSE json_strip_nulls(row_to_json(l)) END
      FROM (SELECT (SELECT row_to_json(c) FROM (
                        SELECT c.id, c.name FROM company AS c
                         WHERE c.app_id = o.app_id AND c.id = o.owner) AS c) AS owner,
                   m AS members,
                   CASE WHEN json_array_length(m) < o.member_count
                        THEN o.member_count END AS total
              FROM customer_organization_members_print(o, p_most, p_bytes) AS m) AS d
     CROSS JOIN LATERAL (SELECT o.id, d.owner, d.members) AS p
     CROSS JOIN LATERAL (
            SELECT o.id, o.name, o.label, d.owner, d.members,
                   d.total AS "membersTotal") AS l
$$;

-- Returns the members of an organization at a time with what they are sorted by: where
-- each was added, and for those who are planned to join, when.
CREATE OR REPLACE FUNCTION customer_organization_members_in_order(
    p_app uuid, p_id uuid, p_at timestamptz
) RETURNS TABLE (company uuid, "position" bigint, joins_at timestamptz)
LANGUAGE sql STABLE AS $$
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
    SELECT k.company, min(k.position),
           CASE WHEN min(k.position) IS NULL THEN min(k.joins_at) END
      FROM known AS k
     WHERE NOT EXISTS (SELECT FROM planned AS p
                        WHERE p.company = k.company AND p.change = 'leave')
     GROUP BY k.company
$$;

-- Prints an organization as it was at a time; NULL if it did not exist then.
CREATE OR REPLACE FUNCTION customer_organization_print_at(
    p_app uuid, p_id uuid, p_at timestamptz, p_bytes integer
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL AND d.total IS NULL
                THEN row_to_json(p) ELSE json_strip_nulls(row_to_json(l)) END
      FROM customer_organization_at(p_app, p_id, p_at) AS o
     CROSS JOIN LATERAL (
            SELECT (SELECT row_to_json(c) FROM (
                        SELECT c.id, c.name FROM company AS c
                         WHERE c.app_id = p_app AND c.id = o.owner) AS c) AS owner,
                   coalesce(json_agg(m.member ORDER BY m.place)
                                FILTER (WHERE m.bytes <= p_bytes), '[]') AS members,
                   CASE WHEN bool_or(m.bytes > p_bytes) THEN count(*) END AS total
              FROM (SELECT row_to_json(p) AS member, m.place,
                           sum(octet_length(row_to_json(p)::text) + 2)
                               OVER (ORDER BY m.place ROWS UNBOUNDED PRECEDING) AS bytes
                      FROM customer_organization_members(p_app, p_id, p_at) AS m
                      JOIN company AS c ON c.app_id = p_app AND c.id = m.company
                     CROSS JOIN LATERAL (SELECT m.company AS id, c.name) AS p
                     WHERE m.company <> o.owner) AS m) AS d
     CROSS JOIN LATERAL (SELECT p_id AS id, d.owner, d.members) AS p
     CROSS JOIN LATERAL (
            SELECT p_id AS id, o.name, o.label, d.owner, d.members,
                   d.total AS "membersTotal") AS l
$$;

-- Prints organizations one after the other until they fill a page; the first that does
-- not fit comes last and without its document. p_mosts says how many members of each
-- are printed, or all that fit.
CREATE OR REPLACE FUNCTION customer_organizations_print(
    p_app uuid, p_ids uuid[], p_mosts integer[], p_bytes integer, p_members_bytes integer
) RETURNS TABLE (place bigint, id uuid, version bigint, document text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    printed bigint := 0;
BEGIN
    -- One by one: a loop over a query would print many before the first is looked at.
    FOR n IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        SELECT n, o.id, o.version,
               customer_organization_print(
                   o, coalesce(p_mosts[n], o.member_count), p_members_bytes)::text
          INTO place, id, version, document
          FROM customer_organization AS o
         WHERE o.app_id = p_app AND o.id = p_ids[n];
        CONTINUE WHEN NOT FOUND;
        printed := printed + octet_length(document) + 1;
        IF printed > p_bytes AND printed > octet_length(document) + 1 THEN
            document := NULL;
            RETURN NEXT;
            RETURN;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- Prints organizations as they were at a time, until they fill a page. Those that did
-- not exist then are left out.
CREATE OR REPLACE FUNCTION customer_organizations_print_at(
    p_app uuid, p_ids uuid[], p_at timestamptz, p_bytes integer, p_members_bytes integer
) RETURNS TABLE (place bigint, id uuid, version bigint, document text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    printed bigint := 0;
BEGIN
    FOR n IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        place := n;
        id := p_ids[n];
        version := 0;
        document := customer_organization_print_at(
            p_app, id, p_at, p_members_bytes)::text;
        CONTINUE WHEN document IS NULL;
        printed := printed + octet_length(document) + 1;
        IF printed > p_bytes AND printed > octet_length(document) + 1 THEN
            document := NULL;
            RETURN NEXT;
            RETURN;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- Returns the organizations that a company owns or is in, the oldest first, each with
-- how many of its members are printed beside the company: p_members in total.
CREATE OR REPLACE FUNCTION customer_organizations_around(
    p_app uuid, p_company uuid, p_organizations integer, p_members integer
) RETURNS TABLE (id uuid, version bigint, most integer) LANGUAGE sql STABLE AS $$
    SELECT o.id, o.version,
           greatest(0, least(o.member_count, p_members - sum(o.member_count)
               OVER (ORDER BY o.id ROWS UNBOUNDED PRECEDING) + o.member_count))::integer
      FROM (SELECT o.id, o.version, o.member_count
              FROM customer_organization AS o
             WHERE o.app_id = p_app AND o.id IN (
                   SELECT m.customer_organization FROM customer_organization_member AS m
                    WHERE m.app_id = p_app AND m.company = p_company
                   UNION ALL
                   SELECT w.id FROM customer_organization AS w
                    WHERE w.app_id = p_app AND w.owner = p_company)
             ORDER BY o.id
             LIMIT p_organizations) AS o
$$;

-- Adds or replaces the members of an organization under one lock. `outcome` says what
-- came of it; unless it is 'done', nothing was changed. It prints the organization only
-- if p_bytes is given, and no more than fits.
CREATE OR REPLACE FUNCTION customer_organization_put(
    p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean,
    p_version bigint, p_now timestamptz,
    p_actor_kind text, p_actor text, p_request_id text,
    p_organizations integer, p_bytes integer,
    OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    o customer_organization;
    customers uuid[];
    names text[];
    archived uuid[];
    added uuid[];
    removed uuid[];
    one uuid;
BEGIN
    SELECT array_agg(c.id ORDER BY c.place), array_agg(c.name ORDER BY c.place),
           array_agg(c.id) FILTER (WHERE c.archived_at IS NOT NULL)
      INTO customers, names, archived
      FROM (SELECT x.id, x.name, x.archived_at, w.place
              FROM (SELECT * FROM unnest(p_companies) WITH ORDINALITY AS w (id, place)
                     ORDER BY w.id) AS w
             CROSS JOIN LATERAL (
                    SELECT c.id, c.name, c.archived_at FROM company AS c
                     WHERE c.app_id = p_app AND c.id = w.id
                       AND c.billing_missing = '{}' FOR SHARE) AS x) AS c;
    SELECT * INTO o FROM customer_organization AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR UPDATE;
    IF NOT FOUND THEN outcome := 'unknown_organization'; RETURN; END IF;
    IF o.version <> p_version THEN outcome := 'stale'; RETURN; END IF;

    -- The owner is left out, wherever it is named.
    IF coalesce(cardinality(customers), 0) < cardinality(p_companies) THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(p_companies, o.owner))
            EXCEPT SELECT unnest(customers));
        IF offenders <> '{}' THEN outcome := 'no_customer'; RETURN; END IF;
    END IF;
    IF archived IS NOT NULL THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(archived, o.owner))
            EXCEPT
            SELECT m.company FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.customer_organization = p_id);
        IF offenders <> '{}' THEN outcome := 'archived'; RETURN; END IF;
    END IF;

    -- One by one: a statement over the whole array would be planned at every call.
    FOREACH one IN ARRAY coalesce(customers, '{}') LOOP
        IF EXISTS (
            SELECT FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.company = one
            OFFSET p_organizations - 1) THEN
            IF one <> o.owner AND NOT EXISTS (
                SELECT FROM customer_organization_member AS m
                 WHERE m.app_id = p_app AND m.customer_organization = p_id
                   AND m.company = one) THEN
                offenders := offenders || one;
            END IF;
        END IF;
    END LOOP;
    IF offenders <> '{}' THEN outcome := 'in_too_many'; RETURN; END IF;

    PERFORM lock_shared(p_app, 'ownership');
    IF EXISTS (SELECT FROM customer_organization AS x
                WHERE x.app_id = p_app AND x.owner = ANY (customers)
                  AND x.owner <> o.owner) THEN
        PERFORM lock(p_app, 'nesting');
        offenders := customer_organization_owners_among(
            p_app, array_remove(customers, o.owner), o.owner);
        IF offenders <> '{}' THEN outcome := 'circle'; RETURN; END IF;
    END IF;
    -- Duplicates collapse onto their first place.
    WITH new AS (
        INSERT INTO customer_organization_member
               (app_id, customer_organization, company, name, added_at)
        SELECT p_app, p_id, c.id, c.name, p_now
          FROM unnest(customers, names) AS c (id, name) WHERE c.id <> o.owner
            ON CONFLICT ON CONSTRAINT customer_organization_member_key DO NOTHING
        RETURNING company)
    SELECT array_agg(new.company) INTO added FROM new;
    IF p_replace THEN
        SELECT array_agg(k.company) INTO removed
          FROM (SELECT k.company FROM customer_organization_member AS k
                 WHERE k.app_id = p_app AND k.customer_organization = p_id
                EXCEPT SELECT unnest(customers)) AS k;
        DELETE FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id
           AND m.company = ANY (removed);
    END IF;
    IF added IS NOT NULL OR removed IS NOT NULL THEN
        IF added IS NULL THEN
            UPDATE customer_organization AS x
               SET version = x.version + 1, updated_at = p_now
             WHERE x.app_id = p_app AND x.id = p_id;
        END IF;
        SELECT * INTO o FROM customer_organization AS x
         WHERE x.app_id = p_app AND x.id = p_id;
        PERFORM event_append(
            p_app, 'customer_organization.members_changed', p_id, p_actor_kind, p_actor,
            p_request_id, p_now, NULL,
            json_build_object('added', coalesce(added, '{}'),
                              'removed', coalesce(removed, '{}')));
    END IF;
    outcome := 'done';
    offenders := '{}';
    new_version := o.version;
    IF p_bytes IS NOT NULL THEN
        document := customer_organization_print(o, p_bytes / 64, p_bytes)::text;
    END IF;
END $$;
