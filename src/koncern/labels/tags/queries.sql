-- add: make a tag.
INSERT INTO tag (app_id, key, name, status, filterable, translations, created_at,
                 updated_at)
VALUES (:app, :key, :name, :status, :filterable, :translations::jsonb, :now, :now)
RETURNING id, version, key, name, status, filterable, translations, created_at,
          updated_at;

-- page_on: the tags behind an id, oldest first.
SELECT id, version, key, name, status, filterable, translations, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the tags before an id, nearest first.
SELECT id, version, key, name, status, filterable, translations, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- find: the tag with a key.
SELECT id, version, key, name, status, filterable, translations, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND key = :key;

-- hold: one tag; others change it afterwards.
SELECT id, version, key, name, status, filterable, translations, created_at, updated_at
  FROM tag
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- change: replace all of a tag but its key.
UPDATE tag
   SET name = :name, status = :status, filterable = :filterable,
       translations = :translations::jsonb, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, key, name, status, filterable, translations, created_at,
          updated_at;

-- remove: delete a tag that no company has any more.
DELETE FROM tag WHERE app_id = :app AND id = :id RETURNING id;
