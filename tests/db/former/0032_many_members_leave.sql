-- Many members leave at once: the same as before (0006), but that those who are to go are
-- found first, and then looked up by their keys. In one statement PostgreSQL compared each
-- member with each that was to go, and ten thousand took twenty seconds.
CREATE OR REPLACE FUNCTION customer_organization_put(
    p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean,
    p_version bigint, p_now timestamptz,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    o customer_organization;
    customers uuid[];
    names text[];
    archived uuid[];
    added uuid[];
    removed uuid[];
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
        UPDATE customer_organization AS x
           SET version = x.version + 1, updated_at = p_now
         WHERE x.app_id = p_app AND x.id = p_id RETURNING * INTO o;
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
    document := customer_organization_document(o)::text;
END $$;
