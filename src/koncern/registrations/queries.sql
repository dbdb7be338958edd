-- register: add a company with its first admin, or tell what stands against it.
-- It writes.
SELECT outcome, convert_to(document, 'UTF8') AS document, other, needs_approval,
       roles, parent, parent_is_archived, default_tax_status, tags, tag_slugs, customer_groups,
       customer_group_slugs, store_groups, store_group_slugs
  FROM registration_add(
      :app, :now, :facts::jsonb, :external_ref, :wants_active, :role, :parent, :user,
      :tag_ids, :tag_slugs, :customer_group_ids, :customer_group_slugs,
      :store_group_ids, :store_group_slugs, :actor_kind, :actor, :request_id);

-- page_on: the registrations of a status behind an id, oldest first.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       convert_to(registration_document(c, true), 'UTF8') AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.status = :status AND c.status <> 'active'
   AND c.id > :edge AND c.archived_at IS NULL
WINDOW fill AS (ORDER BY c.id ROWS UNBOUNDED PRECEDING)
 ORDER BY c.id
 LIMIT :most;

-- page_back: the registrations of a status before an id, nearest first.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       convert_to(registration_document(c, true), 'UTF8') AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.status = :status AND c.status <> 'active'
   AND c.id < :edge AND c.archived_at IS NULL
WINDOW fill AS (ORDER BY c.id DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY c.id DESC
 LIMIT :most;

-- page_active_on: the registrations of active companies behind an id, oldest first.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       convert_to(registration_document(c, true), 'UTF8') AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.status = 'active' AND c.id > :edge
   AND c.archived_at IS NULL
WINDOW fill AS (ORDER BY c.id ROWS UNBOUNDED PRECEDING)
 ORDER BY c.id
 LIMIT :most;

-- page_active_back: the registrations of active companies before an id, nearest first.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       convert_to(registration_document(c, true), 'UTF8') AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.status = 'active' AND c.id < :edge
   AND c.archived_at IS NULL
WINDOW fill AS (ORDER BY c.id DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY c.id DESC
 LIMIT :most;

-- read: the registration of one company, if the user belongs to it (nobody named: of any).
SELECT c.id, c.version, convert_to(c.document, 'UTF8') AS document,
       convert_to(registration_document(c, :user::uuid IS NULL), 'UTF8') AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company));

-- decide: approve or reject a company that waits; of two decisions at once one counts.
-- It writes.
SELECT outcome, name, other
  FROM registration_decide(:app, :company, :status, :version::bigint, :now);

-- record_decision: note what was decided, by whom and why.
INSERT INTO registration (app_id, company, outcome, reason, decided_at, decided_by_kind,
                          decided_by)
VALUES (:app, :company, :outcome, :reason, :now, :actor_kind, :actor)
    ON CONFLICT ON CONSTRAINT registration_key DO UPDATE
   SET outcome = excluded.outcome, reason = excluded.reason,
       decided_at = excluded.decided_at, decided_by_kind = excluded.decided_by_kind,
       decided_by = excluded.decided_by
RETURNING company;

-- reopen: take a rejection back. A company that was rejected before step 41 has its numbers
-- in their normal form beside the decision: it gets them back, unless it has others since.
UPDATE company AS c
   SET status = 'pending', version = c.version + 1, updated_at = :now,
       organisation_number_claim = coalesce(
           c.organisation_number_claim, r.organisation_number_claim),
       tax_id_vat_number_claim = coalesce(
           c.tax_id_vat_number_claim, r.tax_id_vat_number_claim)
  FROM registration AS r
 WHERE c.app_id = :app AND c.id = :company AND c.status = 'rejected'
   AND c.archived_at IS NULL AND c.version = coalesce(:version, c.version)
   AND r.app_id = :app AND r.company = c.id
RETURNING c.id;

-- remove_decision: a decision was taken back; the record still tells of it.
UPDATE registration
   SET outcome = NULL, reason = NULL, decided_at = NULL, decided_by_kind = NULL,
       decided_by = NULL, organisation_number_claim = NULL,
       tax_id_vat_number_claim = NULL
 WHERE app_id = :app AND company = :company
RETURNING company;

-- touch_pending: count a version of a company that waits, as its registration changes.
UPDATE company
   SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company AND status = 'pending' AND archived_at IS NULL
   AND version = coalesce(:version, version)
RETURNING name;

-- record_inquiry: note what was asked, and by whom; an earlier question gives way.
INSERT INTO registration (app_id, company, message, asked_at, asked_by_kind, asked_by)
VALUES (:app, :company, :message, :now, :actor_kind, :actor)
    ON CONFLICT ON CONSTRAINT registration_key DO UPDATE
   SET message = excluded.message, asked_at = excluded.asked_at,
       asked_by_kind = excluded.asked_by_kind, asked_by = excluded.asked_by
RETURNING company;

-- find_standing: the status of a registration, after a decision that came too late.
SELECT c.status, c.archived_at IS NOT NULL AS is_archived,
       registration_document(c, true) AS told
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company;

-- find_applicants: who is told of a decision: the company's admins who may sign in, or,
-- where there is none, the company's own address.
SELECT u.email, u.first_name AS name, u.language
  FROM membership AS m
  JOIN "user" AS u ON u.app_id = :app AND u.id = m."user"
 WHERE m.app_id = :app AND m.company = :company
   AND m.level IN ('admin', 'super-admin') AND u.status = 'active'
UNION ALL
SELECT c.email, c.contact_name, NULL
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company AND c.email IS NOT NULL
   AND NOT EXISTS (
        SELECT FROM membership AS m
          JOIN "user" AS u ON u.app_id = :app AND u.id = m."user"
         WHERE m.app_id = :app AND m.company = :company
           AND m.level IN ('admin', 'super-admin') AND u.status = 'active')
 LIMIT 50;
