-- add: make a tag.
INSERT INTO tag (app_id, key, name, created_at, updated_at)
VALUES (:app, :key, :name, :now, :now)
RETURNING id, key, name, created_at, updated_at;

-- page_on: the tags behind an id, oldest first.
SELECT id, key, name, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the tags before an id, nearest first.
SELECT id, key, name, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;
