-- A member's name stands beside it: printing an organization reads its members in one
-- piece instead of looking up a company for each (docs/decisions/0004).

ALTER TABLE customer_organization_member ADD COLUMN name text;
UPDATE customer_organization_member AS m
   SET name = c.name
  FROM company AS c
 WHERE c.app_id = m.app_id AND c.id = m.company;
ALTER TABLE customer_organization_member ALTER COLUMN name SET NOT NULL;

CREATE OR REPLACE FUNCTION customer_organization_document(o customer_organization)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL THEN row_to_json(d)
                ELSE json_strip_nulls(row_to_json(l)) END
      FROM (SELECT
                o.id,
                (SELECT row_to_json(c) FROM (
                    SELECT c.id, c.name FROM company AS c
                     WHERE c.app_id = o.app_id AND c.id = o.owner) AS c) AS owner,
                coalesce((SELECT json_agg(row_to_json(m)) FROM (
                    SELECT m.company AS id, m.name
                      FROM customer_organization_member AS m
                     WHERE m.app_id = o.app_id AND m.customer_organization = o.id
                     ORDER BY m.position) AS m), '[]') AS members
           ) AS d
     CROSS JOIN LATERAL (
            SELECT d.id, o.name, o.label, d.owner, d.members) AS l
$$;

-- A company's new name shows wherever it is an owner or a member, and those
-- organizations count a version. Their rows are locked behind the company's, as
-- customer_organization_put does it, and in one order among themselves.
CREATE FUNCTION customer_organization_rename() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER customer_organization_rename AFTER UPDATE OF name ON company
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION customer_organization_rename();

-- Add companies to an organization, or make them its only members: lock, check,
-- change, record and return in one round trip. `outcome` tells what came of it;
-- but for 'done' nothing was changed. The companies are locked first, so that none is
-- renamed or archived meanwhile.
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
        WITH gone AS (
            DELETE FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.customer_organization = p_id
               AND m.company IN (
                   SELECT k.company FROM customer_organization_member AS k
                    WHERE k.app_id = p_app AND k.customer_organization = p_id
                   EXCEPT SELECT unnest(customers))
            RETURNING m.company)
        SELECT array_agg(gone.company) INTO removed FROM gone;
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

-- What a company lacks to be invoiced: then it is no customer yet. In PL/pgSQL, whose
-- plain expressions cost a third of a query each.
CREATE OR REPLACE FUNCTION billing_missing(
    addresses jsonb, tax_status text, contacts jsonb
) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    a jsonb := invoice_address(addresses);
    missing text[] := '{}';
BEGIN
    IF a IS NULL
       OR '' IN (coalesce(a ->> 'street_address', ''), coalesce(a ->> 'city', ''),
                 coalesce(a ->> 'postal_code', ''), coalesce(a ->> 'country', '')) THEN
        missing := missing || 'billing_address'::text;
    END IF;
    IF tax_status IS NULL THEN
        missing := missing || 'tax_status'::text;
    END IF;
    IF NOT jsonb_path_exists(contacts,
               '$[*] ? (@.billingPreference == "PRIMARY" && !exists(@.archivedAt))') THEN
        missing := missing || 'primary_contact'::text;
    END IF;
    RETURN missing;
END $$;

-- Add a company: its links, its row and the event, in one round trip. Nothing comes
-- back, and nothing was changed, when another company has one of its numbers.
CREATE OR REPLACE FUNCTION company_add(
    p_facts jsonb, p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS SETOF company LANGUAGE plpgsql AS $$
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    made company;
BEGIN
    IF p_tags <> '{}' THEN
        INSERT INTO company_tag (app_id, company, tag)
        SELECT c.app_id, c.id, unnest(p_tags);
    END IF;
    IF p_customer_groups <> '{}' THEN
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT c.app_id, c.id, unnest(p_customer_groups);
    END IF;
    IF p_store_groups <> '{}' THEN
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT c.app_id, c.id, unnest(p_store_groups);
    END IF;
    IF p_aliases <> '{}' THEN
        INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
        SELECT c.app_id, c.id, a, a IS NOT DISTINCT FROM p_external_ref, c.created_at
          FROM unnest(p_aliases) AS a;
    END IF;
    INSERT INTO company SELECT c.* ON CONFLICT DO NOTHING RETURNING * INTO made;
    IF NOT FOUND THEN
        DELETE FROM company_tag AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_customer_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_store_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM alias AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        RETURN;
    END IF;
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    VALUES (made.app_id, 'company.created', made.id, p_actor_kind, p_actor,
            p_request_id, made.created_at, made.document::json);
    RETURN NEXT made;
END $$;

-- The company that has one of the numbers that another one (p_except) claims.
CREATE FUNCTION company_claimant(
    p_app uuid, p_country text, p_organisation_number text, p_tax_id_vat_number text,
    p_except uuid
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT row_to_json(o) FROM (
        SELECT c.id, c.name,
               coalesce(c.organisation_number_claim = p_organisation_number, false)
                   AS is_by_organisation_number
          FROM company AS c
         WHERE c.app_id = p_app AND c.id <> p_except
           AND (c.country = p_country
                AND c.organisation_number_claim = p_organisation_number
                OR c.tax_id_vat_number_claim = p_tax_id_vat_number)
         ORDER BY is_by_organisation_number DESC
         LIMIT 1) AS o
$$;

-- Register a company: look up what it names, add it, and make the user who asks its
-- first admin, in one round trip. Nothing is written unless `outcome` is 'done'. Without
-- p_facts it only looks, for an answer that names every fault at once. 'refused' tells
-- that something it names is not there or may not be named, 'taken' that another
-- company has one of its numbers.
CREATE FUNCTION registration_add(
    p_app uuid, p_now timestamptz, p_facts jsonb, p_external_ref text,
    p_wants_active boolean, p_role text, p_parent uuid, p_user uuid,
    p_tag_ids uuid[], p_tag_slugs text[],
    p_customer_group_ids uuid[], p_customer_group_slugs text[],
    p_store_group_ids uuid[], p_store_group_slugs text[],
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT needs_approval boolean, OUT role uuid, OUT roles text[],
    OUT parent uuid, OUT parent_is_archived boolean,
    OUT tags uuid[], OUT tag_slugs text[],
    OUT customer_groups uuid[], OUT customer_group_slugs text[],
    OUT store_groups uuid[], OUT store_group_slugs text[],
    OUT other json, OUT id uuid, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    shares_numbers boolean;
    tax_status text;
BEGIN
    -- The parent must be one that the user may name; a credential may name any.
    SELECT p_wants_active AND p_user IS NOT NULL
               AND a.registration_policy = 'approval',
           a.shares_numbers, a.default_tax_status, r.id, p.id, p.archived_at IS NOT NULL
      INTO needs_approval, shares_numbers, tax_status, role, parent, parent_is_archived
      FROM app AS a
      LEFT JOIN role AS r ON r.app_id = p_app AND r.slug = p_role
      LEFT JOIN company AS p
        ON p.app_id = p_app AND p.id = p_parent
       AND (p_user IS NULL OR EXISTS (
            SELECT FROM membership AS m
             WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p.id
               AND m.level IN ('admin', 'super-admin')))
     WHERE a.app_id = p_app;
    IF p_role IS NOT NULL AND role IS NULL THEN
        roles := ARRAY(
            SELECT r.slug FROM role AS r WHERE r.app_id = p_app ORDER BY r.slug LIMIT 100);
    END IF;
    IF cardinality(p_tag_ids) + cardinality(p_tag_slugs) > 0 THEN
        SELECT array_agg(t.id), array_agg(t.key) INTO tags, tag_slugs
          FROM tag AS t
         WHERE t.app_id = p_app AND (t.id = ANY (p_tag_ids) OR t.key = ANY (p_tag_slugs));
    END IF;
    IF cardinality(p_customer_group_ids) + cardinality(p_customer_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug)
          INTO customer_groups, customer_group_slugs
          FROM customer_group AS g
         WHERE g.app_id = p_app AND (g.id = ANY (p_customer_group_ids)
                                     OR g.slug = ANY (p_customer_group_slugs));
    END IF;
    IF cardinality(p_store_group_ids) + cardinality(p_store_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug) INTO store_groups, store_group_slugs
          FROM store_group AS g
         WHERE g.app_id = p_app AND (g.id = ANY (p_store_group_ids)
                                     OR g.slug = ANY (p_store_group_slugs));
    END IF;
    tags := coalesce(tags, '{}');
    tag_slugs := coalesce(tag_slugs, '{}');
    customer_groups := coalesce(customer_groups, '{}');
    customer_group_slugs := coalesce(customer_group_slugs, '{}');
    store_groups := coalesce(store_groups, '{}');
    store_group_slugs := coalesce(store_group_slugs, '{}');
    IF p_facts IS NULL OR needs_approval OR roles IS NOT NULL OR parent_is_archived
       OR parent IS DISTINCT FROM p_parent
       OR NOT (p_tag_ids <@ tags AND p_tag_slugs <@ tag_slugs
               AND p_customer_group_ids <@ customer_groups
               AND p_customer_group_slugs <@ customer_group_slugs
               AND p_store_group_ids <@ store_groups
               AND p_store_group_slugs <@ store_group_slugs) THEN
        outcome := 'refused';
        RETURN;
    END IF;

    p_facts := p_facts || jsonb_build_object(
        'app_id', p_app, 'parent', parent,
        'status', CASE WHEN p_wants_active THEN 'active' ELSE 'pending' END,
        'tax_status', coalesce(p_facts ->> 'tax_status', tax_status));
    IF shares_numbers THEN
        p_facts := p_facts
            || '{"organisation_number_claim": null, "tax_id_vat_number_claim": null}';
    END IF;
    SELECT c.id, c.version, c.document INTO id, version, document
      FROM company_add(
               p_facts, tags, customer_groups, store_groups,
               array_remove(ARRAY[p_external_ref], NULL), p_external_ref,
               p_actor_kind, p_actor, p_request_id) AS c;
    IF NOT FOUND THEN
        outcome := 'taken';
        other := company_claimant(
            p_app, p_facts ->> 'country', p_facts ->> 'organisation_number_claim',
            p_facts ->> 'tax_id_vat_number_claim', (p_facts ->> 'id')::uuid);
        RETURN;
    END IF;
    IF p_user IS NOT NULL THEN
        INSERT INTO membership
               (app_id, "user", company, level, role, created_at, updated_at)
        VALUES (p_app, p_user, id, 'admin', role, p_now, p_now);
        INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, 'membership.created', id, p_actor_kind, p_actor, p_request_id,
                p_now, json_build_object('user', p_user, 'level', 'admin', 'role', role));
    END IF;
    outcome := 'done';
END $$;
