-- read: the contacts of a company that can be invoiced, as they are printed.
SELECT c.contacts::text AS contacts
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}';

-- lock: the contacts of a company that can be invoiced; others change them afterwards.
SELECT c.contacts::text AS contacts, c.archived_at IS NOT NULL AS is_archived
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}'
   FOR NO KEY UPDATE;

-- write: replace a company's contacts, which are locked.
UPDATE company
   SET contacts = :contacts, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company
RETURNING id;
