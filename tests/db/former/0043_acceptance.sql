-- Who sees what of a person who was added to a company unasked, and who gets a response
-- again that was kept under an Idempotency-Key.

-- False for a member whom another user added by id and who did not accept. Everybody who
-- is a member before this step counts as accepted, and so does who registers a company.
ALTER TABLE membership ADD COLUMN accepted boolean NOT NULL DEFAULT true;

-- The company that a kept response is about, and the level of the user who got it.
ALTER TABLE idempotency_key ADD COLUMN company uuid;
ALTER TABLE idempotency_key ADD COLUMN level text;

-- Responses kept before this step: a path names the company, but for one that was
-- registered, which stands in the response.
UPDATE idempotency_key
   SET company = (convert_from(body, 'UTF8')::json #>> '{company,id}')::uuid,
       level = 'admin'
 WHERE substring(body FOR 21) = convert_to('{"company":{"app_id":', 'UTF8');

-- A registration as in step 12, but that a company's people read the e-mail address of who
-- registered it by the rule that holds among colleagues: never that of a former member.
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
