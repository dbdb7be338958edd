-- add: make a role.
INSERT INTO role (app_id, slug, name, permissions, created_at, updated_at)
VALUES (:app, :slug, :name, :permissions, :now, :now)
RETURNING id, version, slug, name, permissions, created_at, updated_at;

-- add_once: make a role, unless there is one with its slug.
INSERT INTO role (app_id, slug, name, created_at, updated_at)
VALUES (:app, :slug, :name, :now, :now)
ON CONFLICT ON CONSTRAINT role_slug_taken DO NOTHING
RETURNING id, version, slug, name, permissions, created_at, updated_at;

-- list_slugs: what roles can be named by.
SELECT slug FROM role WHERE app_id = :app ORDER BY slug LIMIT 100;

-- page_on: the roles behind an id, oldest first.
SELECT id, version, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the roles before an id, nearest first.
SELECT id, version, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- find: the role with a slug.
SELECT id, version, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND slug = :slug;

-- lock: some roles by slug; others change them, or give them to somebody, afterwards.
SELECT id, version, slug, name, permissions, created_at, updated_at
  FROM role
 WHERE app_id = :app AND slug = ANY (:slugs)
 ORDER BY id
   FOR UPDATE;

-- change: replace all of a role.
UPDATE role
   SET slug = :slug, name = :name, permissions = :permissions, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, slug, name, permissions, created_at, updated_at;

-- count_memberships: how many memberships have a role.
SELECT count(*) AS memberships FROM membership WHERE app_id = :app AND role = :id;

-- hand_over: let another role take over for the memberships of one, and record each.
WITH changed AS (
    UPDATE membership AS m
       SET role = :replacement, version = m.version + 1, updated_at = :now
     WHERE m.app_id = :app AND m.role = :id
    RETURNING m.company, m."user", m.level)
SELECT event_append(:app, 'membership.changed', c.company, :actor_kind, :actor,
           :request_id, :now,
           json_build_object('user', c."user", 'level', c.level, 'role', :id::uuid),
           json_build_object('user', c."user", 'level', c.level,
                             'role', :replacement::uuid)) AS seq
  FROM changed AS c;

-- remove: delete a role that no membership has any more.
DELETE FROM role WHERE app_id = :app AND id = :id RETURNING id;
