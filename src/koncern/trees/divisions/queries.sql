-- lock: find a company, and keep others from changing it and from referring to it.
SELECT c.id, c.version, c.parent, c.archived_at IS NOT NULL AS is_archived,
       c.organisation_number, c.tax_id_vat_number
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   FOR UPDATE;

-- look_around: whether a company is a division, and whether tax authorities know it.
SELECT EXISTS (SELECT FROM division AS d
                WHERE d.app_id = :app AND d.company = :company) AS is_division,
       EXISTS (SELECT FROM tax_registration AS t
                WHERE t.app_id = :app AND t.owner = :company) AS is_registered;

-- make: make a company a division.
INSERT INTO division (app_id, company, created_at) VALUES (:app, :company, :now)
RETURNING company;

-- unmake: make a division a company in its own right.
DELETE FROM division WHERE app_id = :app AND company = :company RETURNING company;

-- touch_company: a company changed, though not its row.
UPDATE company SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING version;
