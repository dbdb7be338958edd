-- add: make an app.
INSERT INTO app (app_id, slug, name, registration_policy, default_tax_status,
                 shares_numbers, created_at)
VALUES (:app, :slug, :name, :registration_policy, :default_tax_status,
        :shares_numbers, :now)
RETURNING app_id AS id, slug, name, registration_policy, default_tax_status,
          shares_numbers, default_language, storefront_url, mail_sender_name, version,
          created_at;

-- list_every_app: all apps of this installation, oldest first; for its operator.
SELECT app_id AS id, slug, name, registration_policy, default_tax_status,
       shares_numbers, default_language, storefront_url, mail_sender_name, version,
       created_at
  FROM app
 ORDER BY app_id;

-- find: one app.
SELECT app_id AS id, slug, name, registration_policy, default_tax_status,
       shares_numbers, default_language, storefront_url, mail_sender_name, version,
       created_at
  FROM app
 WHERE app_id = :app;
