-- add: make a store group.
INSERT INTO store_group (app_id, slug, name, description, country_of_sale, store_type,
                         created_at, updated_at)
VALUES (:app, :slug, :name, :description, :country_of_sale, :store_type,
        :now, :now)
RETURNING id, slug, name, description, country_of_sale, store_type, created_at,
          updated_at;

-- page_on: the store groups behind an id, oldest first.
SELECT id, slug, name, description, country_of_sale, store_type, created_at,
       updated_at
  FROM store_group
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the store groups before an id, nearest first.
SELECT id, slug, name, description, country_of_sale, store_type, created_at,
       updated_at
  FROM store_group
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;
