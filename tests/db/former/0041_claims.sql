-- Companies claim their numbers and their external reference when they become active, not
-- while they wait (docs/decisions/0044): what nobody has approved blocks nobody.

-- A claim is an entry in one of these indexes, and a company enters them as it becomes
-- active. The columns hold a number in its normal form, also while another company has
-- claimed it, so companies that wait are found by it as well.
DROP INDEX company_organisation_number_taken;
DROP INDEX company_vat_number_taken;
CREATE UNIQUE INDEX company_organisation_number_taken
    ON company (organisation_number_claim, country, app_id)
 WHERE organisation_number_claim IS NOT NULL AND status = 'active';
CREATE UNIQUE INDEX company_vat_number_taken
    ON company (tax_id_vat_number_claim, app_id)
 WHERE tax_id_vat_number_claim IS NOT NULL AND status = 'active';

-- The external reference that a user asks for: it is printed as one, and becomes an alias
-- when the company becomes active.
ALTER TABLE company ADD COLUMN external_ref_asked text;
ALTER TYPE registration_outcome ADD ATTRIBUTE default_tax_status text;

-- A company with all that it shows and that does not lie in its row.
CREATE OR REPLACE FUNCTION company_print(
    c company, p_tags json, p_customer_groups json, p_store_groups json,
    p_external_ref text, p_files json
) RETURNS json LANGUAGE sql STABLE RETURN row_to_json(ROW(
    c.app_id, printed(c.archived_at), c.attributes, c.billing_address,
    c.billing_missing, c.billing_missing = '{}', c.comment, c.contact_name,
    printed(c.created_at), c.credit_check, c.custom_fields,
    coalesce(p_customer_groups, '[]'), c.email,
    coalesce(p_external_ref, c.external_ref_asked),
    coalesce(p_files, '[]'), c.id, c.invoice_email, c.label, c.name,
    c.organisation_number, c.parent, c.phone, c.shipping_address, c.status,
    coalesce(p_store_groups, '[]'), coalesce(p_tags, '[]'), c.tax_id_vat_number,
    c.tax_status, printed(c.updated_at), c.url)::company_printed);

-- The company that has claimed one of the numbers of another one (p_except). A user is
-- told its id and name only if they see its place.
DROP FUNCTION company_claimant;
CREATE FUNCTION company_claimant(
    p_app uuid, p_country text, p_organisation_number text, p_tax_id_vat_number text,
    p_except uuid, p_user uuid DEFAULT NULL
) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
               'id', CASE WHEN s.is_seen THEN o.id END,
               'name', CASE WHEN s.is_seen THEN o.name END,
               'is_by_organisation_number', o.is_by_organisation_number)
      FROM (SELECT c.id, c.name,
                   coalesce(c.organisation_number_claim = p_organisation_number, false)
                       AS is_by_organisation_number
              FROM company AS c
             WHERE c.app_id = p_app AND c.id <> p_except AND c.status = 'active'
               AND (c.country = p_country
                    AND c.organisation_number_claim = p_organisation_number
                    OR c.tax_id_vat_number_claim = p_tax_id_vat_number)
             ORDER BY is_by_organisation_number DESC
             LIMIT 1) AS o
     CROSS JOIN LATERAL (
            SELECT p_user IS NULL OR place_is_seen(p_app, p_user, o.id)) AS s (is_seen)
$$;

-- The company that has an alias, or that has it as its id, but for one (p_except). A user
-- is told its id and name only if they see its place.
CREATE FUNCTION alias_holder(p_app uuid, p_value text, p_except uuid, p_user uuid)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
               'alias', p_value,
               'id', CASE WHEN s.is_seen THEN c.id END,
               'name', CASE WHEN s.is_seen THEN c.name END)
      FROM company AS c
     CROSS JOIN LATERAL (
            SELECT p_user IS NULL OR place_is_seen(p_app, p_user, c.id)) AS s (is_seen)
     WHERE c.app_id = p_app AND c.id <> p_except
       AND c.id = coalesce(
           (SELECT a.company FROM alias AS a
             WHERE a.app_id = p_app AND a.value = p_value),
           CASE WHEN p_value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                THEN p_value::uuid END)
$$;

-- Set the external reference of a company that the caller holds: as an alias if it claims
-- it, or if it is one of its aliases already. Return it if it is only asked for.
CREATE FUNCTION company_refer(
    p_app uuid, p_company uuid, p_reference text, p_now timestamptz, p_claims boolean
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM alias AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.is_external_ref
       AND a.value IS DISTINCT FROM p_reference;
    UPDATE alias AS a SET is_external_ref = true
     WHERE a.app_id = p_app AND a.company = p_company AND a.value = p_reference;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT p_claims THEN
        RETURN p_reference;
    END IF;
    IF p_reference IS NOT NULL THEN
        INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
        VALUES (p_app, p_company, p_reference, true, p_now);
    END IF;
    RETURN NULL;
END $$;

-- No active company only asks for its reference, in whatever way it became active: this
-- also covers workers of the release before, while they still serve.
CREATE FUNCTION company_claims_reference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.external_ref_asked := company_refer(
        NEW.app_id, NEW.id, NEW.external_ref_asked, NEW.updated_at, true);
    RETURN NEW;
END $$;
CREATE TRIGGER company_claims_reference BEFORE UPDATE OF status ON company
    FOR EACH ROW WHEN (NEW.status = 'active' AND NEW.external_ref_asked IS NOT NULL)
    EXECUTE FUNCTION company_claims_reference();

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
    asker constant uuid := CASE WHEN p_actor_kind = 'user' THEN p_actor::uuid END;
    is_approved boolean;
    reference text;
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
    is_approved := c.status = 'active' AND old.status <> 'active';
    reference := CASE WHEN p_gives_external_ref THEN p_external_ref
                      WHEN is_approved THEN old.external_ref_asked END;
    IF is_approved OR reference IS DISTINCT FROM old.external_ref_asked THEN
        other := alias_holder(p_app, reference, p_id, asker);
    END IF;
    IF is_approved OR (c.country, c.organisation_number_claim, c.tax_id_vat_number_claim)
        IS DISTINCT FROM
        (old.country, old.organisation_number_claim, old.tax_id_vat_number_claim) THEN
        other := coalesce(
            company_claimant(p_app, c.country, c.organisation_number_claim,
                             c.tax_id_vat_number_claim, p_id, asker), other);
    END IF;
    IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;

    PERFORM label_replace(p_app, 'tag', p_id, p_tags);
    PERFORM label_replace(p_app, 'customer_group', p_id, p_customer_groups);
    PERFORM label_replace(p_app, 'store_group', p_id, p_store_groups);
    IF p_gives_external_ref OR reference IS NOT NULL THEN
        c.external_ref_asked := company_refer(
            p_app, p_id, reference, p_now,
            c.status = 'active' OR asker IS NULL
            AND reference IS DISTINCT FROM old.external_ref_asked);
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
           external_ref_asked = c.external_ref_asked,
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

-- Approve or reject a company that waits; of two decisions at once one gets the row. An
-- approved one claims its reference, and then its numbers: 'taken' tells that another
-- company has one of them, and then nothing was changed.
CREATE FUNCTION registration_decide(
    p_app uuid, p_company uuid, p_status text, p_version bigint, p_now timestamptz,
    OUT outcome text, OUT name text, OUT other json
) LANGUAGE plpgsql AS $$
DECLARE
    c company;
BEGIN
    SELECT * INTO c FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_company AND x.status = 'pending'
       AND x.archived_at IS NULL AND x.version = coalesce(p_version, x.version)
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'refused'; RETURN; END IF;
    name := c.name;
    outcome := 'done';
    IF p_status = 'active' AND c.external_ref_asked IS NOT NULL THEN
        other := alias_holder(p_app, c.external_ref_asked, p_company, NULL);
        IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;
        c.external_ref_asked := company_refer(
            p_app, p_company, c.external_ref_asked, p_now, true);
    END IF;
    UPDATE company AS x
       SET status = p_status, version = x.version + 1, updated_at = p_now,
           external_ref_asked = c.external_ref_asked
     WHERE x.app_id = p_app AND x.id = p_company;
EXCEPTION WHEN unique_violation THEN
    outcome := 'taken';
    other := coalesce(
        company_claimant(p_app, c.country, c.organisation_number_claim,
                         c.tax_id_vat_number_claim, p_company),
        alias_holder(p_app, c.external_ref_asked, p_company, NULL));
    IF other IS NULL THEN RAISE; END IF;  -- who had it has let go of it meanwhile
END $$;

-- Add a company: its row, its links, its first admin (p_user, if there is one) and the
-- events, in one round trip; return its document. The labels are ones that the caller
-- holds, and their prints. Nothing comes back, and nothing was changed, when another
-- company has one of its numbers.
CREATE OR REPLACE FUNCTION company_add(
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
    -- An index claims the numbers of an active company. One that waits claims nothing, but
    -- it is refused early if another company has claimed its number by now.
    IF p_status <> 'active' AND (
        c.organisation_number_claim IS NOT NULL AND EXISTS (
            SELECT FROM company AS o
             WHERE o.app_id = p_app AND o.country = c.country AND o.status = 'active'
               AND o.organisation_number_claim = c.organisation_number_claim)
        OR c.tax_id_vat_number_claim IS NOT NULL AND EXISTS (
            SELECT FROM company AS o
             WHERE o.app_id = p_app AND o.status = 'active'
               AND o.tax_id_vat_number_claim = c.tax_id_vat_number_claim)) THEN
        RETURN NULL;
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

-- Register a company: look up what it names, add it, and make the user who asks its
-- first admin, in one round trip. Nothing is written unless `outcome` is 'done'. Without
-- p_facts it only looks, for an answer that names every fault at once. 'refused' tells
-- that something it names is not there or may not be named, 'taken' that another
-- company has one of its numbers.
--
-- Labels are locked as a foreign key locks them: this waits for a transaction that changes
-- or deletes one, and prints the label as it is after that.
CREATE OR REPLACE FUNCTION registration_add(
    p_app uuid, p_now timestamptz, p_facts jsonb, p_external_ref text,
    p_wants_active boolean, p_role text, p_parent uuid, p_user uuid,
    p_tag_ids uuid[], p_tag_slugs text[],
    p_customer_group_ids uuid[], p_customer_group_slugs text[],
    p_store_group_ids uuid[], p_store_group_slugs text[],
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS registration_outcome LANGUAGE plpgsql AS $$
DECLARE
    answer registration_outcome;
    reference text;
    shares_numbers boolean;
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
      INTO answer.needs_approval, shares_numbers, answer.default_tax_status
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
       OR p_wants_active AND p_user IS NOT NULL
          AND p_facts ->> 'tax_status' <> answer.default_tax_status
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

    reference := coalesce(p_external_ref, p_facts ->> 'external_ref_asked');
    IF reference IS NOT NULL AND (length(reference) = 36 OR EXISTS (
        SELECT FROM alias AS a WHERE a.app_id = p_app AND a.value = reference)) THEN
        answer.other := alias_holder(
            p_app, reference, (p_facts ->> 'id')::uuid, p_user);
        IF answer.other IS NOT NULL THEN answer.outcome := 'taken'; RETURN answer; END IF;
    END IF;
    answer.document := company_add(
        p_app, p_facts, CASE WHEN p_wants_active THEN 'active' ELSE 'pending' END,
        answer.default_tax_status, p_parent, shares_numbers, tags, tag_prints, customer_groups,
        customer_group_prints, store_groups, store_group_prints,
        CASE WHEN p_external_ref IS NULL THEN '{}' ELSE ARRAY[p_external_ref] END,
        p_external_ref, p_user, role, p_actor_kind, p_actor, p_request_id);
    IF answer.document IS NULL THEN
        answer.outcome := 'taken';
        answer.other := company_claimant(
            p_app, p_facts ->> 'country', p_facts ->> 'organisation_number_claim',
            p_facts ->> 'tax_id_vat_number_claim', (p_facts ->> 'id')::uuid,
            p_user);
    ELSE
        answer.outcome := 'done';
    END IF;
    RETURN answer;
END $$;

-- Companies that wait, and that users registered, only ask for their references from now
-- on. One that a credential has set, or labelled as an alias, stays claimed.
DO $$
DECLARE
    asked record;
BEGIN
    FOR asked IN
        SELECT a.app_id, a.id, a.company, a.value
          FROM company AS c
          JOIN alias AS a
            ON a.app_id = c.app_id AND a.company = c.id AND a.is_external_ref
         WHERE c.status <> 'active' AND a.version = 1
           AND (SELECT e.actor_kind FROM event AS e
                 WHERE e.app_id = c.app_id AND e.subject = c.id
                   AND (e.type = 'company.created' OR e.type = 'company.changed'
                        AND e.after::jsonb ? 'external_ref')
                 ORDER BY e.seq DESC LIMIT 1) = 'user'
    LOOP
        DELETE FROM alias AS a WHERE a.app_id = asked.app_id AND a.id = asked.id;
        UPDATE company AS c SET external_ref_asked = asked.value
         WHERE c.app_id = asked.app_id AND c.id = asked.company;
    END LOOP;
END $$;
