-- read: the contacts of a customer, as they are printed.
SELECT contacts::text AS contacts
  FROM company
 WHERE app_id = :app AND id = :customer AND billing_missing = '{}';

-- hold: the contacts of a customer; others change them afterwards.
SELECT contacts::text AS contacts
  FROM company
 WHERE app_id = :app AND id = :customer AND billing_missing = '{}'
   FOR NO KEY UPDATE;

-- keep: keep a customer's contacts, which were held.
UPDATE company
   SET contacts = :contacts, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :customer
RETURNING id;
