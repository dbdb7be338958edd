-- add: make a role.
INSERT INTO role (app_id, slug, name, permissions, created_at, updated_at)
VALUES (:app, :slug, :name, :permissions, :now, :now)
RETURNING id, slug, name, permissions, created_at, updated_at;

-- page_on: the roles behind an id, oldest first.
SELECT id, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the roles before an id, nearest first.
SELECT id, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;
