-- add: make a role.
INSERT INTO role (app_id, slug, name, permissions, created_at, updated_at)
VALUES (:app, :slug, :name, :permissions, :now, :now)
RETURNING id, slug, name, permissions, created_at, updated_at;

-- find: one role, by its slug.
SELECT id, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND slug = :slug;

-- add_once: make a role, unless there is one with its slug.
INSERT INTO role (app_id, slug, name, created_at, updated_at)
VALUES (:app, :slug, :name, :now, :now)
ON CONFLICT ON CONSTRAINT role_slug_taken DO NOTHING
RETURNING id, slug, name, permissions, created_at, updated_at;

-- list_slugs: what roles can be named by.
SELECT slug FROM role WHERE app_id = :app ORDER BY slug LIMIT 100;

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
