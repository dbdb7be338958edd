-- Adds or replaces the members of an organization under one lock. `outcome` says what came
-- of it; unless it is 'done', nothing was changed. `change` names those who came and went,
-- if any. Who joins or leaves does so at p_effective_at; if that is NULL, they join when
-- the request began, and leave by the clock behind the locks. The organization is printed
-- if p_bytes is given, with as many members as fit.
CREATE OR REPLACE FUNCTION customer_organization_put(
    p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean, p_version bigint,
    p_now timestamptz, p_effective_at timestamptz, p_organizations integer, p_bytes integer,
    OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT change json,
    OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    customers uuid[];
    names text[];
    archived uuid[];
    refused record;
    o customer_organization;
    added uuid[];
    removed uuid[] := '{}';
BEGIN
    SELECT l.customers, l.names, l.archived INTO customers, names, archived
      FROM customer_organization_lock_customers(p_app, p_companies) AS l;
    SELECT * INTO o FROM customer_organization AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR UPDATE;
    IF NOT FOUND THEN outcome := 'unknown_organization'; RETURN; END IF;
    IF o.version <> p_version THEN outcome := 'stale'; RETURN; END IF;
    refused := customer_organization_refuse(
        o, p_companies, customers, archived, p_organizations);
    IF refused.outcome IS NOT NULL THEN
        outcome := refused.outcome;
        offenders := refused.offenders;
        RETURN;
    END IF;

    added := customer_organization_add(
        o, customers, names, coalesce(p_effective_at, p_now));
    IF p_replace THEN
        removed := customer_organization_remove(
            o, ARRAY(SELECT m.company FROM customer_organization_member AS m
                      WHERE m.app_id = p_app AND m.customer_organization = p_id
                     EXCEPT SELECT unnest(customers)),
            coalesce(p_effective_at, clock_timestamp()));
    END IF;
    IF added <> '{}' OR removed <> '{}' THEN
        o := customer_organization_count(
            p_app, p_id, cardinality(added) - cardinality(removed), p_now);
        change := json_build_object('added', added, 'removed', removed);
    END IF;
    outcome := 'done';
    new_version := o.version;
    IF p_bytes IS NOT NULL THEN
        document := customer_organization_print(o, p_bytes / 64, p_bytes)::text;
    END IF;
END $$;

-- Locks those of some companies that are customers, so that nobody renames or archives
-- them meanwhile: in the order of their ids, which prevents deadlocks. Returns them in the
-- order given, with their names, and those that are archived.
CREATE OR REPLACE FUNCTION customer_organization_lock_customers(
    p_app uuid, p_companies uuid[],
    OUT customers uuid[], OUT names text[], OUT archived uuid[]
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(array_agg(c.id ORDER BY c.place), '{}'),
           array_agg(c.name ORDER BY c.place),
           array_agg(c.id) FILTER (WHERE c.archived_at IS NOT NULL)
      INTO customers, names, archived
      FROM (SELECT x.id, x.name, x.archived_at, w.place
              FROM (SELECT * FROM unnest(p_companies) WITH ORDINALITY AS w (id, place)
                     ORDER BY w.id) AS w
             CROSS JOIN LATERAL (
                    SELECT c.id, c.name, c.archived_at FROM company AS c
                     WHERE c.app_id = p_app AND c.id = w.id
                       AND c.billing_missing = '{}' FOR SHARE) AS x) AS c;
END $$;

-- Returns why some companies cannot be members of an organization, and which of them;
-- NULL if they can. The organization and its customers are locked. Its owner, who is never
-- a member, is left out wherever it is named.
CREATE OR REPLACE FUNCTION customer_organization_refuse(
    o customer_organization, p_companies uuid[], p_customers uuid[], p_archived uuid[],
    p_most integer, OUT outcome text, OUT offenders uuid[]
) LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(p_customers) < cardinality(p_companies) THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(p_companies, o.owner))
            EXCEPT SELECT unnest(p_customers));
        IF offenders <> '{}' THEN outcome := 'no_customer'; RETURN; END IF;
    END IF;
    IF p_archived IS NOT NULL THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(p_archived, o.owner))
            EXCEPT
            SELECT m.company FROM customer_organization_member AS m
             WHERE m.app_id = o.app_id AND m.customer_organization = o.id);
        IF offenders <> '{}' THEN outcome := 'archived'; RETURN; END IF;
    END IF;
    offenders := customer_organization_in_too_many(o, p_customers, p_most);
    IF offenders <> '{}' THEN outcome := 'in_too_many'; RETURN; END IF;
    offenders := customer_organization_circle(o, p_customers);
    IF offenders <> '{}' THEN outcome := 'circle'; END IF;
END $$;

-- Returns which of some companies are in p_most organizations, and not yet in this one.
CREATE OR REPLACE FUNCTION customer_organization_in_too_many(
    o customer_organization, p_companies uuid[], p_most integer
) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    found uuid[] := '{}';
    one uuid;
BEGIN
    FOREACH one IN ARRAY p_companies LOOP
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM customer_organization_member AS m
             WHERE m.app_id = o.app_id AND m.company = one OFFSET p_most - 1);
        IF one <> o.owner AND NOT EXISTS (
            SELECT FROM customer_organization_member AS m
             WHERE m.app_id = o.app_id AND m.customer_organization = o.id
               AND m.company = one) THEN
            found := found || one;
        END IF;
    END LOOP;
    RETURN found;
END $$;

-- Returns which of some companies own the owner of an organization, directly or not, and
-- locks so that nobody else can make one of them do so meanwhile.
CREATE OR REPLACE FUNCTION customer_organization_circle(
    o customer_organization, p_companies uuid[]
) RETURNS uuid[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_shared(o.app_id, 'ownership');
    IF NOT EXISTS (SELECT FROM customer_organization AS x
                    WHERE x.app_id = o.app_id AND x.owner = ANY (p_companies)
                      AND x.owner <> o.owner) THEN
        RETURN '{}';
    END IF;
    PERFORM lock(o.app_id, 'nesting');
    RETURN customer_organization_owners_among(
        o.app_id, array_remove(p_companies, o.owner), o.owner);
END $$;

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

-- Adds companies to an organization, which the caller has locked and counts. Returns those
-- that were no members before. Duplicates collapse onto their first place.
CREATE OR REPLACE FUNCTION customer_organization_add(
    o customer_organization, p_companies uuid[], p_names text[], p_added_at timestamptz
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    added uuid[];
BEGIN
    WITH new AS (
        INSERT INTO customer_organization_member
               (app_id, customer_organization, company, name, added_at)
        SELECT o.app_id, o.id, c.id, c.name, p_added_at
          FROM unnest(p_companies, p_names) AS c (id, name) WHERE c.id <> o.owner
            ON CONFLICT ON CONSTRAINT customer_organization_member_key DO NOTHING
        RETURNING company)
    SELECT coalesce(array_agg(new.company), '{}') INTO added FROM new;
    RETURN added;
END $$;

-- Takes companies out of an organization, which the caller has locked and counts, and
-- records from when until when they were members: at least a microsecond, because a range
-- of time is never empty. Returns those that were members.
CREATE OR REPLACE FUNCTION customer_organization_remove(
    o customer_organization, p_companies uuid[], p_left_at timestamptz
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    removed uuid[];
BEGIN
    WITH gone AS (
        DELETE FROM customer_organization_member AS m
         WHERE m.app_id = o.app_id AND m.customer_organization = o.id
           AND m.company = ANY (p_companies)
        RETURNING m.company, m.position, customer_organization_member_since(m) AS since
    ), past AS (
        INSERT INTO customer_organization_member_time
               (app_id, customer_organization, company, position, valid)
        SELECT o.app_id, o.id, g.company, g.position,
               tstzrange(g.since, greatest(p_left_at, g.since + interval '1 microsecond'))
          FROM gone AS g ORDER BY g.company
        RETURNING company)
    SELECT coalesce(array_agg(past.company), '{}') INTO removed FROM past;
    RETURN removed;
END $$;

-- Counts a version of an organization, and as many more members as it has (or less, if
-- p_more is negative). Returns its row as it is then.
CREATE OR REPLACE FUNCTION customer_organization_count(
    p_app uuid, p_id uuid, p_more integer, p_now timestamptz
) RETURNS customer_organization LANGUAGE plpgsql AS $$
DECLARE
    o customer_organization;
BEGIN
    UPDATE customer_organization AS x
       SET version = x.version + 1, member_count = x.member_count + p_more,
           updated_at = p_now
     WHERE x.app_id = p_app AND x.id = p_id
    RETURNING x.* INTO o;
    RETURN o;
END $$;

-- Takes one company out of an organization, which the caller has locked: at a time, or if
-- p_effective_at is NULL, by the clock behind the lock. Returns the new version; NULL if
-- the company was no member.
CREATE OR REPLACE FUNCTION customer_organization_remove_member(
    p_app uuid, p_id uuid, p_company uuid, p_now timestamptz, p_effective_at timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    o customer_organization;
BEGIN
    SELECT * INTO o FROM customer_organization AS x WHERE x.app_id = p_app AND x.id = p_id;
    IF customer_organization_remove(
           o, ARRAY[p_company], coalesce(p_effective_at, clock_timestamp())) = '{}' THEN
        RETURN NULL;
    END IF;
    o := customer_organization_count(p_app, p_id, -1, p_now);
    RETURN o.version;
END $$;

-- Gives an organization, which the caller has locked, another owner, who is then no longer
-- a member of it. The former owner stays on record.
CREATE OR REPLACE FUNCTION customer_organization_hand_over(
    p_app uuid, p_id uuid, p_owner uuid, p_now timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    behind_locks constant timestamptz := clock_timestamp();
    o customer_organization;
    removed uuid[];
BEGIN
    SELECT * INTO o FROM customer_organization AS x WHERE x.app_id = p_app AND x.id = p_id;
    PERFORM customer_organization_record_owner(o, behind_locks);
    UPDATE customer_organization AS x SET owner = p_owner
     WHERE x.app_id = p_app AND x.id = p_id;
    removed := customer_organization_remove(o, ARRAY[p_owner], behind_locks);
    o := customer_organization_count(p_app, p_id, -cardinality(removed), p_now);
    RETURN o.version;
END $$;

-- Deletes an organization, which the caller has locked, with its members. All of them and
-- its owner stay on record.
CREATE OR REPLACE FUNCTION customer_organization_delete(p_app uuid, p_id uuid) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    behind_locks constant timestamptz := clock_timestamp();
    o customer_organization;
BEGIN
    SELECT * INTO o FROM customer_organization AS x WHERE x.app_id = p_app AND x.id = p_id;
    PERFORM customer_organization_remove(
        o, ARRAY(SELECT m.company FROM customer_organization_member AS m
                  WHERE m.app_id = p_app AND m.customer_organization = p_id),
        behind_locks);
    PERFORM customer_organization_record_owner(o, behind_locks);
    DELETE FROM customer_organization AS x WHERE x.app_id = p_app AND x.id = p_id;
END $$;

-- Records that an organization had its owner, its name and its label until a time.
CREATE OR REPLACE FUNCTION customer_organization_record_owner(
    o customer_organization, p_until timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    since constant timestamptz := customer_organization_owned_since(o);
BEGIN
    INSERT INTO customer_organization_owner_time
           (app_id, customer_organization, owner, name, label, valid)
    VALUES (o.app_id, o.id, o.owner, o.name, o.label,
            tstzrange(since, greatest(p_until, since + interval '1 microsecond')));
END $$;

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

-- Renders an organization as both APIs show it. Name, label and the number of all members
-- are there only if one of them is given.
CREATE OR REPLACE FUNCTION customer_organization_render(
    p_app uuid, p_id uuid, p_owner uuid, p_name text, p_label text, p_members json,
    p_total bigint
) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    owner json;
BEGIN
    SELECT row_to_json(c) INTO owner
      FROM (SELECT c.id, c.name FROM company AS c
             WHERE c.app_id = p_app AND c.id = p_owner) AS c;
    IF num_nonnulls(p_name, p_label, p_total) = 0 THEN
        RETURN (SELECT row_to_json(o)
                  FROM (SELECT p_id AS id, owner, p_members AS members) AS o);
    END IF;
    RETURN (SELECT json_strip_nulls(row_to_json(o))
              FROM (SELECT p_id AS id, p_name AS name, p_label AS label, owner,
                           p_members AS members, p_total AS "membersTotal") AS o);
END $$;

-- Prints an organization with as many members as are wanted and fit.
CREATE OR REPLACE FUNCTION customer_organization_print(
    o customer_organization, p_most integer, p_bytes integer
) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    members constant json := customer_organization_members_print(o, p_most, p_bytes);
BEGIN
    RETURN customer_organization_render(
        o.app_id, o.id, o.owner, o.name, o.label, members,
        CASE WHEN json_array_length(members) < o.member_count THEN o.member_count END);
END $$;

-- Prints an organization as it was at a time; NULL if it did not exist then.
CREATE OR REPLACE FUNCTION customer_organization_print_at(
    p_app uuid, p_id uuid, p_at timestamptz, p_bytes integer
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT customer_organization_render(
               p_app, p_id, o.owner, o.name, o.label, d.members, d.total)
      FROM customer_organization_at(p_app, p_id, p_at) AS o
     CROSS JOIN LATERAL (
            SELECT coalesce(json_agg(m.member ORDER BY m.place)
                                FILTER (WHERE m.bytes <= p_bytes), '[]') AS members,
                   CASE WHEN bool_or(m.bytes > p_bytes) THEN count(*) END AS total
              FROM (SELECT n.member, n.place,
                           sum(octet_length(n.member::text) + 2)
                               OVER (ORDER BY n.place ROWS UNBOUNDED PRECEDING) AS bytes
                      FROM (SELECT row_to_json(p) AS member,
                                   row_number() OVER (
                                       ORDER BY m.position, m.joins_at, m.company) AS place
                              FROM customer_organization_members_in_order(
                                   p_app, p_id, p_at) AS m
                              JOIN company AS c ON c.app_id = p_app AND c.id = m.company
                             CROSS JOIN LATERAL (SELECT m.company AS id, c.name) AS p
                             WHERE m.company <> o.owner) AS n) AS m) AS d
$$;

-- Prints organizations one after the other, as they are or as they were at p_at, until they
-- fill a page; the first that does not fit comes last and without its document. Those that
-- do not exist, or did not then, are left out. p_mosts says how many members of each are
-- printed as it is, or all that fit.
CREATE OR REPLACE FUNCTION customer_organizations_print(
    p_app uuid, p_ids uuid[], p_mosts integer[], p_at timestamptz, p_bytes integer,
    p_members_bytes integer
) RETURNS TABLE (place bigint, id uuid, version bigint, document text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    printed bigint := 0;
BEGIN
    -- One by one: a loop over a query would print many before the first is looked at.
    FOR n IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        SELECT n, p_ids[n], 0, NULL INTO place, id, version, document;
        IF p_at IS NULL THEN
            SELECT o.version, customer_organization_print(
                       o, coalesce(p_mosts[n], o.member_count), p_members_bytes)
              INTO version, document
              FROM customer_organization AS o
             WHERE o.app_id = p_app AND o.id = p_ids[n];
        ELSE
            document := customer_organization_print_at(
                p_app, p_ids[n], p_at, p_members_bytes);
        END IF;
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
