-- Describes who acted, for people to read.
CREATE OR REPLACE FUNCTION actor_told(p_app uuid, p_kind text, p_actor text) RETURNS json
    LANGUAGE sql STABLE AS $$
    SELECT CASE p_kind
        WHEN 'user' THEN (
            SELECT json_build_object(
                       'kind', p_kind, 'id', p_actor, 'email', u.email,
                       'name', nullif(concat_ws(' ', u.first_name, u.last_name), ''))
              FROM "user" AS u
             WHERE u.app_id = p_app AND u.id = p_actor::uuid)
        WHEN 'credential' THEN (
            SELECT json_build_object(
                       'kind', p_kind, 'id', p_actor, 'email', NULL, 'name', k.name)
              FROM credential AS k
             WHERE k.app_id = p_app AND k.client_id = p_actor)
        ELSE json_build_object(
                 'kind', p_kind, 'id', p_actor, 'email', NULL, 'name', NULL)
    END
$$;

-- Registers a company: looks up what the registration names, adds the company, and
-- makes the user who asks its first admin, in one round trip. Nothing is written unless
-- `outcome` is 'done': 'refused' says that something named does not exist or may not be
-- named, 'taken' that another company has one of the numbers. Without p_facts it only
-- looks up, so that the response can name every fault at once. Labels are locked as a
-- foreign key locks them, and printed as they are after the wait.
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

-- Approves or rejects a pending company; if two people decide at once, the first one
-- wins. An approved company claims its reference and then its numbers: 'taken' says
-- that another company has one of them, and nothing was changed.
CREATE OR REPLACE FUNCTION registration_decide(
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

-- Prints a registration. The company's own people see the email address of the
-- registrant only under the rule for colleagues: never that of a former member.
CREATE OR REPLACE FUNCTION registration_document(c company, p_tells_who boolean) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT row_to_json(d)::text FROM (SELECT
        c.id,
        c.status,
        printed(c.created_at) AS registered_at,
        (SELECT CASE
                WHEN p_tells_who OR e.actor_kind <> 'user' OR EXISTS (
                     SELECT FROM membership AS m
                       JOIN "user" AS u ON u.app_id = m.app_id AND u.id = m."user"
                      WHERE m.app_id = c.app_id AND m.company = c.id
                        AND m."user" = e.actor::uuid
                        AND (m.accepted OR u.last_login_at > m.created_at)) THEN t.told
                ELSE json_build_object(
                         'kind', t.told -> 'kind', 'id', t.told -> 'id', 'email', NULL,
                         'name', t.told -> 'name') END
           FROM event AS e
          CROSS JOIN LATERAL (SELECT actor_told(e.app_id, e.actor_kind, e.actor)) AS t (told)
          WHERE e.app_id = c.app_id AND e.subject = c.id AND e.type = 'company.created'
          ORDER BY e.seq LIMIT 1) AS registered_by,
        CASE WHEN r.asked_at IS NOT NULL THEN json_build_object(
            'message', r.message,
            'asked_at', printed(r.asked_at),
            'asked_by', CASE WHEN p_tells_who THEN
                actor_told(c.app_id, r.asked_by_kind, r.asked_by) END,
            'changed_at', (
                SELECT printed(max(e.happened_at)) FROM event AS e
                 WHERE e.app_id = c.app_id AND e.subject = c.id
                   AND e.type = 'company.changed' AND e.actor_kind = 'user'
                   AND e.happened_at > r.asked_at)) END AS inquiry,
        CASE WHEN r.outcome IS NOT NULL THEN json_build_object(
            'outcome', r.outcome,
            'reason', r.reason,
            'decided_at', printed(r.decided_at),
            'decided_by', CASE WHEN p_tells_who THEN
                actor_told(c.app_id, r.decided_by_kind, r.decided_by) END
            ) END AS decision
      FROM (SELECT) AS nothing
      LEFT JOIN registration AS r ON r.app_id = c.app_id AND r.company = c.id
    ) AS d
$$;
