-- add: keep a company with its aliases, and record it; no row comes back when another
-- company has one of its numbers.
SELECT convert_to(a.document, 'UTF8') AS document
  FROM company_add(
      :app, :facts::jsonb, :status, NULL, :parent, false, '{}', NULL, '{}', NULL, '{}',
      NULL, :aliases, :external_ref, NULL, NULL, :actor_kind, :actor, :request_id)
       AS a (document)
 WHERE a.document IS NOT NULL;

-- find_claimant: the company that has one of these numbers already.
SELECT company_claimant(
    :app, :country, :organisation_number_claim, :tax_id_vat_number_claim,
    :company) AS other;

-- page_on: the app's companies behind an id, oldest first; those that do not fit on the
-- page come without their document.
SELECT id, version,
       CASE WHEN sum(octet_length(document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(document, 'UTF8') END AS document
  FROM company
 WHERE app_id = :app AND id > :edge
WINDOW fill AS (ORDER BY id ROWS UNBOUNDED PRECEDING)
 ORDER BY id
 LIMIT :most;

-- page_back: the app's companies before an id, nearest first.
SELECT id, version,
       CASE WHEN sum(octet_length(document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(document, 'UTF8') END AS document
  FROM company
 WHERE app_id = :app AND id < :edge
WINDOW fill AS (ORDER BY id DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY id DESC
 LIMIT :most;

-- restore: take a company back that was put away; once is enough.
UPDATE company
   SET archived_at = NULL, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company AND archived_at IS NOT NULL
RETURNING id, version, convert_to(document, 'UTF8') AS document;

-- archive: put a company away; once is enough.
UPDATE company
   SET archived_at = :now, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company AND archived_at IS NULL
RETURNING id, version, convert_to(document, 'UTF8') AS document;

-- exists: whether there is such a company.
SELECT id FROM company WHERE app_id = :app AND id = :company;
