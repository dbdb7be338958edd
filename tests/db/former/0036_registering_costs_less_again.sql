-- Registering asks PostgreSQL for a fifth less work again (docs/decisions/0035). What is
-- kept, held and answered stays as it was.

-- Labels that a company is given are held by those who give them, as a reference holds
-- what it refers to, until they are done: they were looked up a second time for each
-- link. Deleting a label that is referred to, or changing its id, is refused as before.
ALTER TABLE company_tag ALTER CONSTRAINT company_tag_known NOT ENFORCED;
ALTER TABLE company_customer_group
    ALTER CONSTRAINT company_customer_group_known NOT ENFORCED;
ALTER TABLE company_store_group
    ALTER CONSTRAINT company_store_group_known NOT ENFORCED;
CREATE TRIGGER tag_stays AFTER DELETE ON tag REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_tag_known', 'company_tag', 'tag');
CREATE TRIGGER customer_group_stays
    AFTER DELETE ON customer_group REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_customer_group_known', 'company_customer_group', 'customer_group');
CREATE TRIGGER store_group_stays
    AFTER DELETE ON store_group REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_store_group_known', 'company_store_group', 'store_group');
CREATE TRIGGER tag_key_stays BEFORE UPDATE OF app_id, id ON tag
    FOR EACH ROW EXECUTE FUNCTION key_stays();
CREATE TRIGGER customer_group_key_stays BEFORE UPDATE OF app_id, id ON customer_group
    FOR EACH ROW EXECUTE FUNCTION key_stays();
CREATE TRIGGER store_group_key_stays BEFORE UPDATE OF app_id, id ON store_group
    FOR EACH ROW EXECUTE FUNCTION key_stays();

-- Hold labels that are put on companies, as a reference holds what it refers to: they are
-- not deleted, and not changed, before this is done.
CREATE FUNCTION label_keep(p_app uuid, p_kind text, p_labels uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    kept integer;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE app_id = $1 AND id = ANY ($2)
                                          ORDER BY id FOR KEY SHARE) AS k', p_kind)
       INTO kept USING p_app, p_labels;
    IF kept < cardinality(p_labels) THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = format('company_%s_known', p_kind),
            TABLE = 'company_' || p_kind, MESSAGE = 'a label is gone';
    END IF;
END $$;

-- Put a label on companies that the caller holds; return those that did not have it.
CREATE OR REPLACE FUNCTION label_put_on(
    p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json,
    p_now timestamptz, p_actor_kind text, p_actor text, p_request_id text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    new uuid[];
BEGIN
    PERFORM label_keep(p_app, p_kind, ARRAY[p_label]);
    EXECUTE format('WITH new AS (
                        INSERT INTO %I (app_id, company, %I)
                        SELECT $1, unnest($2), $3 ON CONFLICT DO NOTHING
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM new',
                   'company_' || p_kind, p_kind)
       INTO new USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, new, p_now);
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    SELECT p_app, p_kind || '.company_added', n.id, p_actor_kind, p_actor,
           p_request_id, p_now, p_told
      FROM unnest(new) WITH ORDINALITY AS n (id, place) ORDER BY n.place;
    RETURN new;
END $$;

-- Let a company that the caller holds have these labels of a kind, and no others; without
-- any list it keeps what it has.
CREATE FUNCTION label_replace(p_app uuid, p_kind text, p_company uuid, p_labels uuid[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_labels IS NULL THEN
        RETURN;
    END IF;
    PERFORM label_keep(p_app, p_kind, p_labels);
    EXECUTE format('DELETE FROM %I WHERE app_id = $1 AND company = $2 AND %I <> ALL ($3)',
                   'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
    EXECUTE format('INSERT INTO %I (app_id, company, %I) SELECT $1, $2, unnest($3)'
                   ' ON CONFLICT DO NOTHING', 'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
END $$;

-- Change a company: lock, check, replace what is given, render once, record what came
-- of it. `outcome` tells; but for 'done' nothing was changed. p_changes holds columns by
-- name; labels and aliases that are NULL stay as they are. What changes nothing counts
-- no version and is no event.
CREATE OR REPLACE FUNCTION company_change(
    p_app uuid, p_id uuid, p_now timestamptz, p_changes jsonb,
    p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_gives_external_ref boolean, p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT other json, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    old company;
    c company;
    before jsonb;
    after jsonb;
BEGIN
    SELECT * INTO old FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
    c := jsonb_populate_record(old, p_changes);

    -- Told early, and at its place; under the locks below, a trigger holds it.
    IF c.parent IS DISTINCT FROM old.parent
       AND company_is_within(p_app, c.parent, p_id) THEN
        outcome := 'circle';
        RETURN;
    END IF;
    other := company_claimant(p_app, c.country, c.organisation_number_claim,
                              c.tax_id_vat_number_claim, p_id);
    IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;

    PERFORM label_replace(p_app, 'tag', p_id, p_tags);
    PERFORM label_replace(p_app, 'customer_group', p_id, p_customer_groups);
    PERFORM label_replace(p_app, 'store_group', p_id, p_store_groups);
    IF p_gives_external_ref THEN
        DELETE FROM alias AS a
         WHERE a.app_id = p_app AND a.company = p_id AND a.is_external_ref
           AND a.value IS DISTINCT FROM p_external_ref;
        UPDATE alias AS a SET is_external_ref = true
         WHERE a.app_id = p_app AND a.company = p_id AND a.value = p_external_ref;
        IF NOT FOUND AND p_external_ref IS NOT NULL THEN
            INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
            VALUES (p_app, p_id, p_external_ref, true, p_now);
        END IF;
    END IF;
    IF p_aliases IS NOT NULL THEN
        DELETE FROM alias AS a
         WHERE a.app_id = p_app AND a.company = p_id AND NOT a.is_external_ref
           AND a.value <> ALL (p_aliases);
        INSERT INTO alias (app_id, company, value, created_at)
        SELECT p_app, p_id, v.value, p_now
          FROM (SELECT unnest(p_aliases) EXCEPT
                SELECT a.value FROM alias AS a
                 WHERE a.app_id = p_app AND a.company = p_id) AS v (value);
    END IF;

    outcome := 'done';
    version := old.version;
    document := old.document;
    IF c IS NOT DISTINCT FROM old AND company_document(c) = old.document THEN
        RETURN;
    END IF;
    IF c.parent IS DISTINCT FROM old.parent THEN
        PERFORM tree_lock(p_app, 'main', array_remove(ARRAY[p_id, c.parent], NULL));
    END IF;
    UPDATE company AS x
       SET version = old.version + 1, name = c.name, status = c.status,
           parent = c.parent, country = c.country,
           organisation_number = c.organisation_number,
           organisation_number_claim = c.organisation_number_claim,
           tax_id_vat_number = c.tax_id_vat_number,
           tax_id_vat_number_claim = c.tax_id_vat_number_claim,
           tax_status = c.tax_status, email = c.email,
           invoice_email = c.invoice_email, phone = c.phone,
           phone_e164 = c.phone_e164,
           contact_name = c.contact_name, comment = c.comment, url = c.url,
           label = c.label, credit_check = c.credit_check, attributes = c.attributes,
           billing_address = c.billing_address, shipping_address = c.shipping_address,
           contacts = c.contacts, custom_fields = c.custom_fields,
           integrations = c.integrations, updated_at = p_now
     WHERE x.app_id = p_app AND x.id = p_id
    RETURNING x.version, x.document INTO version, document;
    SELECT jsonb_object_agg(key, b.value), jsonb_object_agg(key, a.value)
      INTO before, after
      FROM jsonb_each(company_told(old.document, old)) AS b
      FULL JOIN jsonb_each(company_told(document, c)) AS a USING (key)
     WHERE a.value IS DISTINCT FROM b.value;
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, before, after)
    VALUES (p_app, 'company.changed', p_id, p_actor_kind, p_actor, p_request_id, p_now,
            before, after);
END $$;

-- Add a company: its row, its links, its first admin (p_user, if there is one) and the
-- events, in one round trip; return its document. The labels are ones that the caller
-- holds, and their prints. Nothing comes back, and nothing was changed, when another
-- company has one of its numbers.
DROP FUNCTION registration_add;
DROP FUNCTION company_add;
CREATE FUNCTION company_add(
    p_app uuid, p_facts jsonb, p_status text, p_tax_status text, p_parent uuid,
    p_shares_numbers boolean, p_tags uuid[], p_tag_prints json,
    p_customer_groups uuid[], p_customer_group_prints json,
    p_store_groups uuid[], p_store_group_prints json,
    p_aliases text[], p_external_ref text, p_user uuid, p_role uuid,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS text LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    print json;
BEGIN
    c.app_id := p_app;
    c.status := p_status;
    c.parent := p_parent;
    IF c.tax_status IS NULL THEN
        c.tax_status := p_tax_status;
    END IF;
    IF p_shares_numbers THEN
        c.organisation_number_claim := NULL;
        c.tax_id_vat_number_claim := NULL;
    END IF;
    c.billing_missing := billing_missing(c.billing_address, c.tax_status, c.contacts);
    IF c.billing_missing = '{}' THEN
        c.billable_since := c.updated_at;
    END IF;
    print := company_print(c, p_tag_prints, p_customer_group_prints,
                           p_store_group_prints, p_external_ref, NULL);
    c.document := print::text;

    -- Aliases before numbers, as everybody claims them (docs/decisions/0021), and in their
    -- own order: so of two who want the same ones one waits for the other. Their ids keep
    -- the order that was given.
    IF cardinality(p_aliases) = 1 THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        VALUES (p_app, id_beside(c.id, 1), c.id, p_aliases[1],
                p_aliases[1] IS NOT DISTINCT FROM p_external_ref, c.created_at);
    ELSIF p_aliases <> '{}' THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        SELECT p_app, a.id, c.id, a.value,
               a.value IS NOT DISTINCT FROM p_external_ref, c.created_at
          FROM (SELECT uuidv7() AS id, u.value
                  FROM unnest(p_aliases) AS u (value)) AS a
         ORDER BY a.value;
    END IF;
    INSERT INTO company SELECT c.* ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        DELETE FROM alias AS a WHERE a.app_id = p_app AND a.company = c.id;
        RETURN NULL;
    END IF;
    IF p_tags <> '{}' THEN
        INSERT INTO company_tag (app_id, company, tag)
        SELECT p_app, c.id, unnest(p_tags);
    END IF;
    IF p_customer_groups <> '{}' THEN
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT p_app, c.id, unnest(p_customer_groups);
    END IF;
    IF p_store_groups <> '{}' THEN
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT p_app, c.id, unnest(p_store_groups);
    END IF;
    IF p_user IS NULL THEN
        INSERT INTO event (app_id, id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, id_beside(c.id, 2), 'company.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at, print);
    ELSE
        INSERT INTO membership
               (app_id, "user", company, level, role, created_at, updated_at)
        VALUES (p_app, p_user, c.id, 'admin', p_role, c.created_at, c.created_at);
        INSERT INTO event (app_id, id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, id_beside(c.id, 2), 'company.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at, print),
               (p_app, id_beside(c.id, 3), 'membership.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at,
                json_build_object('user', p_user, 'level', 'admin', 'role', p_role));
    END IF;
    RETURN c.document;
END $$;

-- What came of a registration. PostgreSQL describes a type once for each connection, and
-- what a function gives out column by column at each call.
CREATE TYPE registration_outcome AS (
    outcome text, document text, other json, needs_approval boolean, roles text[],
    parent uuid, parent_is_archived boolean, tags uuid[], tag_slugs text[],
    customer_groups uuid[], customer_group_slugs text[], store_groups uuid[],
    store_group_slugs text[]
);

-- Register a company: look up what it names, add it, and make the user who asks its
-- first admin, in one round trip. Nothing is written unless `outcome` is 'done'. Without
-- p_facts it only looks, for an answer that names every fault at once. 'refused' tells
-- that something it names is not there or may not be named, 'taken' that another
-- company has one of its numbers.
--
-- Labels are held as a reference holds them: whoever changes or deletes one is waited
-- for, and it is printed as it is after that.
CREATE FUNCTION registration_add(
    p_app uuid, p_now timestamptz, p_facts jsonb, p_external_ref text,
    p_wants_active boolean, p_role text, p_parent uuid, p_user uuid,
    p_tag_ids uuid[], p_tag_slugs text[],
    p_customer_group_ids uuid[], p_customer_group_slugs text[],
    p_store_group_ids uuid[], p_store_group_slugs text[],
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS registration_outcome LANGUAGE plpgsql AS $$
DECLARE
    answer registration_outcome;
    shares_numbers boolean;
    tax_status text;
    role uuid;
    tags uuid[];
    tag_slugs text[];
    tag_prints json;
    customer_groups uuid[];
    customer_group_slugs text[];
    customer_group_prints json;
    store_groups uuid[];
    store_group_slugs text[];
    store_group_prints json;
BEGIN
    SELECT p_wants_active AND p_user IS NOT NULL
               AND a.registration_policy = 'approval',
           a.shares_numbers, a.default_tax_status
      INTO answer.needs_approval, shares_numbers, tax_status
      FROM app AS a WHERE a.app_id = p_app;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = 'company_of_app', MESSAGE = 'there is no such app';
    END IF;
    IF p_role IS NOT NULL THEN
        SELECT r.id INTO role FROM role AS r WHERE r.app_id = p_app AND r.slug = p_role;
        IF NOT FOUND THEN
            answer.roles := ARRAY(
                SELECT r.slug FROM role AS r
                 WHERE r.app_id = p_app ORDER BY r.slug LIMIT 100);
        END IF;
    END IF;
    -- The parent must be one that the user may name; a credential may name any.
    IF p_parent IS NOT NULL THEN
        SELECT p.id, p.archived_at IS NOT NULL INTO answer.parent, answer.parent_is_archived
          FROM company AS p
         WHERE p.app_id = p_app AND p.id = p_parent
           AND (p_user IS NULL OR EXISTS (
                SELECT FROM membership AS m
                 WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p.id
                   AND m.level IN ('admin', 'super-admin')));
    END IF;
    IF cardinality(p_tag_ids) > 0 THEN
        p_tag_slugs := p_tag_slugs || ARRAY(
            SELECT t.key FROM tag AS t
             WHERE t.app_id = p_app AND t.id = ANY (p_tag_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_tag_slugs) > 0 THEN
        SELECT array_agg(t.id), array_agg(t.key),
               json_agg(row_to_json(ROW(t.id, t.key, t.name)::tag_printed))
          INTO tags, tag_slugs, tag_prints
          FROM (SELECT t.id, t.key, t.name FROM tag AS t
                 WHERE t.app_id = p_app AND t.key = ANY (p_tag_slugs)
                 ORDER BY t.key FOR KEY SHARE) AS t;
    END IF;
    IF cardinality(p_customer_group_ids) > 0 THEN
        p_customer_group_slugs := p_customer_group_slugs || ARRAY(
            SELECT g.slug FROM customer_group AS g
             WHERE g.app_id = p_app AND g.id = ANY (p_customer_group_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_customer_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(row_to_json(ROW(g.id, g.name, g.slug)::customer_group_printed))
          INTO customer_groups, customer_group_slugs, customer_group_prints
          FROM (SELECT g.id, g.name, g.slug FROM customer_group AS g
                 WHERE g.app_id = p_app AND g.slug = ANY (p_customer_group_slugs)
                 ORDER BY g.slug FOR KEY SHARE) AS g;
    END IF;
    IF cardinality(p_store_group_ids) > 0 THEN
        p_store_group_slugs := p_store_group_slugs || ARRAY(
            SELECT g.slug FROM store_group AS g
             WHERE g.app_id = p_app AND g.id = ANY (p_store_group_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_store_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(store_group_print(g))
          INTO store_groups, store_group_slugs, store_group_prints
          FROM (SELECT * FROM store_group AS g
                 WHERE g.app_id = p_app AND g.slug = ANY (p_store_group_slugs)
                 ORDER BY g.slug FOR KEY SHARE) AS g;
    END IF;
    IF p_facts IS NULL OR answer.needs_approval OR answer.roles IS NOT NULL
       OR answer.parent_is_archived OR answer.parent IS DISTINCT FROM p_parent
       OR NOT (p_tag_ids <@ coalesce(tags, '{}')
               AND p_tag_slugs <@ coalesce(tag_slugs, '{}')
               AND p_customer_group_ids <@ coalesce(customer_groups, '{}')
               AND p_customer_group_slugs <@ coalesce(customer_group_slugs, '{}')
               AND p_store_group_ids <@ coalesce(store_groups, '{}')
               AND p_store_group_slugs <@ coalesce(store_group_slugs, '{}')) THEN
        answer.outcome := 'refused';
        answer.tags := tags;
        answer.tag_slugs := tag_slugs;
        answer.customer_groups := customer_groups;
        answer.customer_group_slugs := customer_group_slugs;
        answer.store_groups := store_groups;
        answer.store_group_slugs := store_group_slugs;
        RETURN answer;
    END IF;

    answer.document := company_add(
        p_app, p_facts, CASE WHEN p_wants_active THEN 'active' ELSE 'pending' END,
        tax_status, p_parent, shares_numbers, tags, tag_prints, customer_groups,
        customer_group_prints, store_groups, store_group_prints,
        CASE WHEN p_external_ref IS NULL THEN '{}' ELSE ARRAY[p_external_ref] END,
        p_external_ref, p_user, role, p_actor_kind, p_actor, p_request_id);
    IF answer.document IS NULL THEN
        answer.outcome := 'taken';
        answer.other := company_claimant(
            p_app, p_facts ->> 'country', p_facts ->> 'organisation_number_claim',
            p_facts ->> 'tax_id_vat_number_claim', (p_facts ->> 'id')::uuid);
    ELSE
        answer.outcome := 'done';
    END IF;
    RETURN answer;
END $$;

-- A level is checked where it is written, by a type: a CHECK of the table was read from
-- the catalog and prepared by each statement anew.
CREATE DOMAIN membership_level AS text
    CONSTRAINT membership_level_known
    CHECK (VALUE IN ('default', 'admin', 'super-admin'));
ALTER TABLE membership
    DROP CONSTRAINT membership_level_known,
    ALTER COLUMN level TYPE membership_level;

-- Nothing is found by what these hold, but sampling and sorting them took most of the time
-- in which PostgreSQL gathers what it plans by, each time a tenth of the companies is new.
ALTER TABLE company
    ALTER document SET STATISTICS 0,
    ALTER attributes SET STATISTICS 0,
    ALTER billing_address SET STATISTICS 0,
    ALTER shipping_address SET STATISTICS 0,
    ALTER contacts SET STATISTICS 0,
    ALTER custom_fields SET STATISTICS 0,
    ALTER integrations SET STATISTICS 0,
    ALTER comment SET STATISTICS 0,
    ALTER url SET STATISTICS 0;
