-- Describes who acted, for people to read.
CREATE OR REPLACE FUNCTION actor_print(p_app uuid, p_kind text, p_actor text) RETURNS json
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
    IF p_status = 'active' AND c.external_ref_asked IS NOT NULL THEN
        other := alias_holder(p_app, c.external_ref_asked, p_company, NULL);
        IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;
    END IF;
    UPDATE company AS x
       SET status = p_status, version = x.version + 1, updated_at = p_now
     WHERE x.app_id = p_app AND x.id = p_company;
    outcome := 'done';
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
          CROSS JOIN LATERAL (SELECT actor_print(e.app_id, e.actor_kind, e.actor)) AS t (told)
          WHERE e.app_id = c.app_id AND e.subject = c.id AND e.type = 'company.created'
          ORDER BY e.seq LIMIT 1) AS registered_by,
        CASE WHEN r.asked_at IS NOT NULL THEN json_build_object(
            'message', r.message,
            'asked_at', printed(r.asked_at),
            'asked_by', CASE WHEN p_tells_who THEN
                actor_print(c.app_id, r.asked_by_kind, r.asked_by) END,
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
                actor_print(c.app_id, r.decided_by_kind, r.decided_by) END
            ) END AS decision
      FROM (SELECT) AS nothing
      LEFT JOIN registration AS r ON r.app_id = c.app_id AND r.company = c.id
    ) AS d
$$;
