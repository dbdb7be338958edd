-- add: declare a hierarchy.
INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
VALUES (:app, :slug, :name, :now, :now)
RETURNING id, version, slug, name, status, created_at, updated_at;

-- lock_main: keep others from declaring a hierarchy in this app meanwhile.
SELECT h.id FROM hierarchy AS h
 WHERE h.app_id = :app AND h.slug = 'main'
   FOR NO KEY UPDATE;

-- list_slugs: what hierarchies can be named by, oldest first.
SELECT h.slug FROM hierarchy AS h WHERE h.app_id = :app ORDER BY h.id LIMIT 100;

-- page_on: the hierarchies behind an id, oldest first.
SELECT h.id, h.version, h.slug, h.name, h.status, h.created_at, h.updated_at
  FROM hierarchy AS h
 WHERE h.app_id = :app AND h.id > :edge
   AND (:status::text IS NULL OR h.status = :status)
 ORDER BY h.id
 LIMIT :most;

-- page_back: the hierarchies before an id, nearest first.
SELECT h.id, h.version, h.slug, h.name, h.status, h.created_at, h.updated_at
  FROM hierarchy AS h
 WHERE h.app_id = :app AND h.id < :edge
   AND (:status::text IS NULL OR h.status = :status)
 ORDER BY h.id DESC
 LIMIT :most;

-- find: the hierarchy with a slug.
SELECT h.id, h.version, h.slug, h.name, h.status, h.created_at, h.updated_at
  FROM hierarchy AS h
 WHERE h.app_id = :app AND h.slug = :slug;

-- enter: the hierarchy with a slug, which does not go while something moves in it.
SELECT h.id, h.version, h.slug, h.name, h.status, h.created_at, h.updated_at
  FROM hierarchy AS h
 WHERE h.app_id = :app AND h.slug = :slug
   FOR KEY SHARE;

-- lock: the hierarchy with a slug; others change it, or move in it, afterwards.
SELECT h.id, h.version, h.slug, h.name, h.status, h.created_at, h.updated_at
  FROM hierarchy AS h
 WHERE h.app_id = :app AND h.slug = :slug
   FOR UPDATE;

-- change: replace what can change of a hierarchy.
UPDATE hierarchy
   SET name = :name, status = :status, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, slug, name, status, created_at, updated_at;

-- look_back: whether a company stands in a hierarchy that is not the main one, ever did,
-- or was ever to.
SELECT EXISTS (SELECT FROM placement AS p
                WHERE p.app_id = :app AND p.hierarchy = :slug
                  AND p.hierarchy <> 'main')
       OR EXISTS (SELECT FROM placement_before AS b
                   WHERE b.app_id = :app AND b.hierarchy = :slug
                     AND b.hierarchy <> 'main')
       OR EXISTS (SELECT FROM scheduled_move AS m
                   WHERE m.app_id = :app AND m.hierarchy = :slug
                     AND m.hierarchy <> 'main') AS has_history;

-- remove: delete a hierarchy in which no company ever stood.
DELETE FROM hierarchy WHERE app_id = :app AND id = :id RETURNING id;
