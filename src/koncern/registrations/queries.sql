-- find_named: the app's rules, what a registration names, and who has claimed a number or
-- the reference of it. All roles are listed if the one that is named is none; the parent is
-- one that the user may name (nobody named: any company). Labels are locked against changes,
-- so that the new company shows them as they are. A number is looked for only if the company
-- does not claim it, because an index looks after claims.
SELECT a.registration_policy, a.default_tax_status, a.shares_numbers, r.id AS role,
       CASE WHEN :role::text IS NOT NULL AND r.id IS NULL THEN ARRAY(
           SELECT o.slug FROM role AS o WHERE o.app_id = :app ORDER BY o.slug LIMIT 100)
       END AS roles,
       p.id AS parent, p.archived_at IS NOT NULL AS parent_is_archived,
       CASE WHEN :names_labels::boolean THEN json_build_object(
           'tags', (
               SELECT coalesce(json_agg(tag_print(t)), '[]')
                 FROM (SELECT * FROM tag AS t
                        WHERE t.app_id = :app
                          AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_slugs))
                        ORDER BY t.key FOR KEY SHARE) AS t),
           'customer_groups', (
               SELECT coalesce(json_agg(customer_group_print(g)), '[]')
                 FROM (SELECT * FROM customer_group AS g
                        WHERE g.app_id = :app
                          AND (g.id = ANY (:customer_group_ids)
                               OR g.slug = ANY (:customer_group_slugs))
                        ORDER BY g.slug FOR KEY SHARE) AS g),
           'store_groups', (
               SELECT coalesce(json_agg(store_group_print(g)), '[]')
                 FROM (SELECT * FROM store_group AS g
                        WHERE g.app_id = :app
                          AND (g.id = ANY (:store_group_ids)
                               OR g.slug = ANY (:store_group_slugs))
                        ORDER BY g.slug FOR KEY SHARE) AS g)) END AS labels,
       coalesce(
           CASE WHEN :external_ref::text IS NOT NULL
                THEN alias_holder(:app, :external_ref, :company, :user) END,
           CASE WHEN NOT (:is_active::boolean OR a.shares_numbers)
                     AND num_nonnulls(:organisation_number::text,
                                      :tax_id_vat_number::text) > 0
                THEN company_claimant(:app, :country, :organisation_number,
                                      :tax_id_vat_number, :company, :user) END) AS other
  FROM app AS a
  LEFT JOIN role AS r ON r.app_id = :app AND r.slug = :role
  LEFT JOIN company AS p ON p.app_id = :app AND p.id = :parent
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = p.id
           AND m.level IN ('admin', 'super-admin')))
 WHERE a.app_id = :app;

-- add: add a company, and make the user who registers it its first admin; no row comes back
-- when another company has one of its numbers.
WITH made AS MATERIALIZED (
    SELECT company_add(:app, :facts::jsonb, :labels::json, :aliases, :external_ref,
                       :actor_kind, :actor, :request_id) AS document),
admin AS (
    INSERT INTO membership (app_id, "user", company, level, role, created_at, updated_at)
    SELECT :app, :user, :company, 'admin', :role, :now, :now
      FROM made AS m WHERE m.document IS NOT NULL AND :user::uuid IS NOT NULL
    RETURNING "user", level, role)
SELECT convert_to(m.document, 'UTF8') AS document,
       (SELECT event_append(:app, 'membership.created', :company, :actor_kind, :actor,
                            :request_id, :now, NULL, row_to_json(a)) FROM admin AS a)
  FROM made AS m
 WHERE m.document IS NOT NULL;

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
