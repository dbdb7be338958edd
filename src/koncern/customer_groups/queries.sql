-- add: make a customer group.
INSERT INTO customer_group (app_id, slug, name, created_at, updated_at)
VALUES (:app, :slug, :name, :now, :now)
RETURNING id, slug, name, created_at, updated_at;

-- page_on: the customer groups behind an id, oldest first.
SELECT id, slug, name, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the customer groups before an id, nearest first.
SELECT id, slug, name, created_at, updated_at
  FROM customer_group
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;
