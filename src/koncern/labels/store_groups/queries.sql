-- add: make a store group; no row comes back when its slug is taken.
INSERT INTO store_group (app_id, slug, name, description, country_of_sale, store_type,
                         markets, created_at, updated_at)
VALUES (:app, :slug, :name, :description, :country_of_sale, :store_type,
        :markets::jsonb, :now, :now)
    ON CONFLICT ON CONSTRAINT store_group_slug_taken DO NOTHING
RETURNING id, version, slug, name, description, country_of_sale, store_type, markets,
          created_at, updated_at;

-- page_on: the store groups behind an id, oldest first.
SELECT id, version, slug, name, description, country_of_sale, store_type, markets,
       created_at, updated_at
  FROM store_group
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the store groups before an id, nearest first.
SELECT id, version, slug, name, description, country_of_sale, store_type, markets,
       created_at, updated_at
  FROM store_group
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- find: the store group with a slug.
SELECT id, version, slug, name, description, country_of_sale, store_type, markets,
       created_at, updated_at
  FROM store_group
 WHERE app_id = :app AND slug = :slug;

-- hold: one store group; others change it afterwards.
SELECT id, version, slug, name, description, country_of_sale, store_type, markets,
       created_at, updated_at
  FROM store_group
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- change: replace all of a store group.
UPDATE store_group
   SET slug = :slug, name = :name, description = :description,
       country_of_sale = :country_of_sale, store_type = :store_type,
       markets = :markets::jsonb, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, slug, name, description, country_of_sale, store_type, markets,
          created_at, updated_at;

-- find_users: the customer groups that sell by a store group, some of them.
SELECT slug FROM customer_group
 WHERE app_id = :app AND store_group = :id
 ORDER BY slug
 LIMIT 100;

-- remove: delete a store group that nothing refers to any more.
DELETE FROM store_group WHERE app_id = :app AND id = :id RETURNING id;
