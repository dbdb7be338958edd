-- add: make an app.
INSERT INTO app (app_id, slug, name, registration_policy, default_tax_status,
                 shares_numbers, created_at, updated_at)
VALUES (:app, :slug, :name, :registration_policy, :default_tax_status,
        :shares_numbers, :now, :now)
RETURNING app_id AS id, slug, name, registration_policy, default_tax_status,
          shares_numbers, default_language, storefront_url, mail_sender_name, version,
          created_at, updated_at;

-- list_every_app: all apps of this installation, oldest first; for its operator.
SELECT app_id AS id, slug, name, registration_policy, default_tax_status,
       shares_numbers, default_language, storefront_url, mail_sender_name, version,
       created_at, updated_at
  FROM app
 ORDER BY app_id;

-- find: one app.
SELECT app_id AS id, slug, name, registration_policy, default_tax_status,
       shares_numbers, default_language, storefront_url, mail_sender_name, version,
       created_at, updated_at
  FROM app
 WHERE app_id = :app;

-- hold: one app, and keep others from changing it meanwhile; what refers to it goes on.
SELECT app_id AS id, slug, name, registration_policy, default_tax_status,
       shares_numbers, default_language, storefront_url, mail_sender_name, version,
       created_at, updated_at
  FROM app
 WHERE app_id = :app
   FOR NO KEY UPDATE;

-- change: keep what an app has been told about itself.
UPDATE app
   SET name = :name, registration_policy = :registration_policy,
       default_tax_status = :default_tax_status, shares_numbers = :shares_numbers,
       default_language = :default_language, storefront_url = :storefront_url,
       mail_sender_name = :mail_sender_name, version = version + 1, updated_at = :now
 WHERE app_id = :app
RETURNING app_id AS id, slug, name, registration_policy, default_tax_status,
          shares_numbers, default_language, storefront_url, mail_sender_name, version,
          created_at, updated_at;
