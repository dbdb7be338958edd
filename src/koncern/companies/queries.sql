-- add: add a company with its aliases, and record it; no row comes back when another
-- company has one of its numbers.
-- It writes.
SELECT convert_to(a.document, 'UTF8') AS document
  FROM company_add(:app, :facts::jsonb, NULL, :aliases, :external_ref, :actor_kind, :actor,
                   :request_id) AS a (document)
 WHERE a.document IS NOT NULL;

-- find_claimant: the company that has one of these numbers already. A user learns its name
-- only if they see its place in the tree. If it has let go of the number since, it has no name.
SELECT coalesce(
    company_claimant(:app, :country, :organisation_number_claim, :tax_id_vat_number_claim,
                     :company, :user),
    json_build_object(
        'id', NULL, 'is_by_organisation_number',
        :organisation_number_claim::text IS NOT NULL)) AS other;

-- render_next_of_every_app: render the next companies of the label that has waited longest;
-- return how many companies that were, and nothing when no label waits.
-- It writes.
SELECT company_render_next(:most, :now) AS companies;

-- page_on: the app's companies behind an id, oldest first. Most are small enough for as many
-- as are wanted to fit; a larger one comes without its document if it does not fit.
SELECT c.id, c.version,
       CASE WHEN octet_length(c.document) <= :row_bytes
              OR (SELECT sum(octet_length(b.document)) IN (octet_length(c.document))
                         OR sum(octet_length(b.document)) <= :page_bytes
                    FROM company AS b
                   WHERE b.app_id = :app AND b.id > :edge AND b.id <= c.id)
            THEN convert_to(c.document, 'UTF8') END AS document
  FROM company AS c
 WHERE c.app_id = :app AND c.id > :edge
 ORDER BY c.id
 LIMIT :most;

-- page_back: the app's companies before an id, nearest first; as for page_on.
SELECT c.id, c.version,
       CASE WHEN octet_length(c.document) <= :row_bytes
              OR (SELECT sum(octet_length(b.document)) IN (octet_length(c.document))
                         OR sum(octet_length(b.document)) <= :page_bytes
                    FROM company AS b
                   WHERE b.app_id = :app AND b.id < :edge AND b.id >= c.id)
            THEN convert_to(c.document, 'UTF8') END AS document
  FROM company AS c
 WHERE c.app_id = :app AND c.id < :edge
 ORDER BY c.id DESC
 LIMIT :most;

-- restore: take a company back that was put away, and tell when; once is enough.
UPDATE company
   SET archived_at = NULL, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company AND archived_at IS NOT NULL
RETURNING old.archived_at;

-- archive: put a company away; once is enough.
UPDATE company
   SET archived_at = :now, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company AND archived_at IS NULL
RETURNING id;

-- exists: whether there is such a company.
SELECT id FROM company WHERE app_id = :app AND id = :company;
