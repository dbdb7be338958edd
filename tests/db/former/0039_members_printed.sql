-- Printing an organization costs what is printed, not what is in it (docs/decisions/0043).
-- An organization counts its members in its row. The functions that print it take how many
-- members, and how many bytes of them, are wanted at most, and print `membersTotal` when
-- not all members are printed.

ALTER TABLE customer_organization ADD COLUMN member_count integer NOT NULL DEFAULT 0;
UPDATE customer_organization AS o
   SET member_count = m.count
  FROM (SELECT m.app_id, m.customer_organization, count(*)
          FROM customer_organization_member AS m
         GROUP BY m.app_id, m.customer_organization) AS m
 WHERE o.app_id = m.app_id AND o.id = m.customer_organization;

-- The count follows the members, whatever writes them. An organization that gets members
-- counts a version in the same update.
CREATE FUNCTION customer_organization_count_members() RETURNS trigger
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
CREATE TRIGGER customer_organization_count_added AFTER INSERT
    ON customer_organization_member REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_count_members();
CREATE TRIGGER customer_organization_count_removed AFTER DELETE
    ON customer_organization_member REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_count_members();

-- The first members of an organization are found without reading the others.
CREATE INDEX customer_organization_member_in_order
    ON customer_organization_member (customer_organization, app_id, position);

-- The members of an organization, in the order added: as many as are wanted, and as fit.
-- Up to a thousand members always fit, because a name has at most 300 characters.
CREATE FUNCTION customer_organization_members_print(
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

-- An organization as both dialects print it, with as many members as are wanted and fit.
CREATE FUNCTION customer_organization_print(
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

-- Who is a member at a time, with what it is ordered by (0027): where it was added, and for
-- those who are to join, when.
CREATE FUNCTION customer_organization_members_in_order(
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

-- An organization at a time, printed in the same way; nothing if it was not there then.
CREATE FUNCTION customer_organization_print_at(
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

-- The previous release prints all members with this function; now they are cut for it too.
CREATE OR REPLACE FUNCTION customer_organization_document(o customer_organization)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT customer_organization_print(o, 100000, 4000000)
$$;
CREATE OR REPLACE FUNCTION customer_organization_document_at(
    p_app uuid, p_id uuid, p_at timestamptz
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT customer_organization_print_at(p_app, p_id, p_at, 4000000)
$$;

-- Organizations one after the other, until they fill a page; the first that does not fit
-- comes without its document, and is the last. Of each, so many members are printed
-- (p_mosts), or all that fit.
CREATE FUNCTION customer_organizations_print(
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

-- The same at a time: organizations that were not there then are left out.
CREATE FUNCTION customer_organizations_print_at(
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

-- The organizations that a company owns or is in, the oldest first, each with how many of
-- its members are printed beside the company: p_members of all of them together.
CREATE FUNCTION customer_organizations_around(
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

-- Adding members (as in 0032) refuses a company that is in too many organizations, and
-- prints the organization only if that is wanted (p_bytes), and no more than fits.
CREATE FUNCTION customer_organization_put(
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

    PERFORM customer_organization_lock_owning(p_app, false);
    IF EXISTS (SELECT FROM customer_organization AS x
                WHERE x.app_id = p_app AND x.owner = ANY (customers)
                  AND x.owner <> o.owner) THEN
        PERFORM customer_organization_lock_nesting(p_app);
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
        INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, 'customer_organization.members_changed', p_id, p_actor_kind,
                p_actor, p_request_id, p_now,
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

-- The previous release adds members with this function while both are running.
CREATE OR REPLACE FUNCTION customer_organization_put(
    p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean,
    p_version bigint, p_now timestamptz,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text
) LANGUAGE sql AS $$
    SELECT * FROM customer_organization_put(
        p_app, p_id, p_companies, p_replace, p_version, p_now,
        p_actor_kind, p_actor, p_request_id, 1000000, 4000000)
$$;
