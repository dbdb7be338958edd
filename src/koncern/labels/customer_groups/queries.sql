-- add: make a customer group.
INSERT INTO customer_group (app_id, slug, name, discount_percentage,
                            discount_percentage_decimals, store_group, created_at,
                            updated_at)
VALUES (:app, :slug, :name, :discount_percentage, :discount_percentage_decimals,
        :store_group_id, :now, :now)
RETURNING id, version, slug, name, discount_percentage, discount_percentage_decimals,
          store_group AS store_group_id, created_at, updated_at;

-- page_on: the customer groups behind an id, oldest first.
SELECT id, version, slug, name, discount_percentage, discount_percentage_decimals,
       store_group AS store_group_id, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the customer groups before an id, nearest first.
SELECT id, version, slug, name, discount_percentage, discount_percentage_decimals,
       store_group AS store_group_id, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- find: the customer group with a slug.
SELECT id, version, slug, name, discount_percentage, discount_percentage_decimals,
       store_group AS store_group_id, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND slug = :slug;

-- hold: one customer group; others change it afterwards.
SELECT id, version, slug, name, discount_percentage, discount_percentage_decimals,
       store_group AS store_group_id, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- hold_store_group: keep a store group from being deleted meanwhile.
SELECT id FROM store_group WHERE app_id = :app AND id = :id FOR KEY SHARE;

-- change: replace all of a customer group.
UPDATE customer_group
   SET slug = :slug, name = :name, discount_percentage = :discount_percentage,
       discount_percentage_decimals = :discount_percentage_decimals,
       store_group = :store_group_id, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, slug, name, discount_percentage, discount_percentage_decimals,
          store_group AS store_group_id, created_at, updated_at;

-- remove_users: let the users of a customer group go.
DELETE FROM customer_group_user
 WHERE app_id = :app AND customer_group = :id
RETURNING "user";

-- remove: delete a customer group that nobody is in any more.
DELETE FROM customer_group WHERE app_id = :app AND id = :id RETURNING id;
