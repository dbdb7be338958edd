-- add: keep a registration of a customer, or of the app's owner when no company is
-- named; no row comes back when the company is no customer.
INSERT INTO tax_registration (app_id, company, country, state, tax_identifier,
                              tax_identifier_compact, created_at, updated_at)
SELECT :app, :company, :country, :state, :tax_identifier, :compact, :now, :now
 WHERE :company::uuid IS NULL
    OR EXISTS (SELECT FROM company AS c
                WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}')
RETURNING id, version, company, country, state, tax_identifier, created_at, updated_at;

-- read: one registration.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND id = :id;

-- lock: find one registration, and keep others from changing it meanwhile.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- replace: keep what is said of a registration now; no row comes back when the company
-- is no customer.
UPDATE tax_registration
   SET company = :company, country = :country, state = :state,
       tax_identifier = :tax_identifier, tax_identifier_compact = :compact,
       version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
   AND (:company::uuid IS NULL OR company = :company
        OR EXISTS (SELECT FROM company AS c
                    WHERE c.app_id = :app AND c.id = :company
                      AND c.billing_missing = '{}'))
RETURNING id, version, company, country, state, tax_identifier, created_at, updated_at;

-- remove: delete a registration.
DELETE FROM tax_registration WHERE app_id = :app AND id = :id RETURNING id;

-- page_on: the registrations made before one, newest first.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- page_back: the registrations made after one, nearest first.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_of_owner_on: a company's registrations (or the app's) made before one, newest
-- first.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND owner = :owner AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- page_of_owner_back: a company's registrations (or the app's) made after one, nearest
-- first.
SELECT id, version, company, country, state, tax_identifier, created_at, updated_at
  FROM tax_registration
 WHERE app_id = :app AND owner = :owner AND id > :edge
 ORDER BY id
 LIMIT :most;

-- find_customer: a company, if it is a customer.
SELECT id FROM company
 WHERE app_id = :app AND id = :company AND billing_missing = '{}';
