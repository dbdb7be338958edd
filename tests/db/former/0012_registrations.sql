-- Registrations: who waits for approval, and what was decided or asked about whom.
-- Registering writes nothing here: the queue is the companies that are pending, and who
-- registered one stands on the record.

-- The queue: companies that are not active are few, and the others cost nothing here.
CREATE INDEX company_not_active ON company (status, app_id, id) WHERE status <> 'active';

-- What was decided on a company's registration last, and what was asked about it last;
-- earlier decisions and questions stand on the record.
CREATE TABLE registration (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    outcome text,
    reason text,
    decided_at timestamptz,
    decided_by_kind text,
    decided_by text,
    -- A rejected company keeps its numbers from nobody; these it claims again when the
    -- rejection is withdrawn.
    organisation_number_claim text,
    tax_id_vat_number_claim text,
    message text,
    asked_at timestamptz,
    asked_by_kind text,
    asked_by text,
    CONSTRAINT registration_key PRIMARY KEY (app_id, company),
    CONSTRAINT registration_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT registration_outcome_known CHECK (outcome IN ('approved', 'rejected'))
);

-- Who somebody is that acted, for people.
CREATE FUNCTION actor_told(p_app uuid, p_kind text, p_actor text) RETURNS json
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

-- A registration as the Organisations API prints it, but for the company itself. Who
-- decided and asked is for the seller's eyes (p_tells_who).
CREATE FUNCTION registration_document(c company, p_tells_who boolean) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT row_to_json(d)::text FROM (SELECT
        c.id,
        c.status,
        printed(c.created_at) AS registered_at,
        (SELECT actor_told(e.app_id, e.actor_kind, e.actor)
           FROM event AS e
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
