-- hold_company: one company that the user belongs to (nobody named: any company); others
-- change it, or its files, afterwards.
SELECT c.status, c.archived_at IS NOT NULL AS is_archived,
       coalesce(c.file_count, 0) AS file_count
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = c.id))
   FOR NO KEY UPDATE OF c;

-- sees_company: whether the user belongs to a company (nobody named: any company).
SELECT c.id
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company));

-- begin: note that a content may lie in the store from now on.
INSERT INTO loose_content (app_id, file, due_at)
VALUES (:app, :file, :due_at)
RETURNING file;

-- claim: a content belongs to a file now.
DELETE FROM loose_content WHERE app_id = :app AND file = :file RETURNING file;

-- add: keep what is known of a file.
INSERT INTO file AS f (app_id, id, company, filename, content_type, size, checksum,
                       custom_fields, created_at, updated_at)
VALUES (:app, :file, :company, :filename, :content_type, :size, :checksum,
        :custom_fields::jsonb, :now, :now)
RETURNING f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
          convert_to(file_document(f)::text, 'UTF8') AS document;

-- find: one file of a company, if the user belongs to it (nobody named: any company).
SELECT f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
       convert_to(file_document(f)::text, 'UTF8') AS document
  FROM file AS f
 WHERE f.app_id = :app AND f.id = :file AND f.company = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company));

-- hold: find one file, and keep others from changing it meanwhile.
SELECT f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
       convert_to(file_document(f)::text, 'UTF8') AS document
  FROM file AS f
 WHERE f.app_id = :app AND f.id = :file AND f.company = :company
   FOR UPDATE OF f;

-- page_on: a company's files before an id, newest first.
SELECT f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
       convert_to(file_document(f)::text, 'UTF8') AS document
  FROM file AS f
 WHERE f.app_id = :app AND f.company = :company AND f.id < :edge
 ORDER BY f.id DESC
 LIMIT :most;

-- page_back: a company's files after an id, nearest first.
SELECT f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
       convert_to(file_document(f)::text, 'UTF8') AS document
  FROM file AS f
 WHERE f.app_id = :app AND f.company = :company AND f.id > :edge
 ORDER BY f.id
 LIMIT :most;

-- change: say something else of a file.
UPDATE file AS f
   SET filename = :filename, custom_fields = :custom_fields::jsonb,
       version = f.version + 1, updated_at = :now
 WHERE f.app_id = :app AND f.id = :file AND f.company = :company
RETURNING f.id, f.version, f.filename, f.content_type, f.size, f.checksum,
          convert_to(file_document(f)::text, 'UTF8') AS document;

-- remove: delete what is known of a file.
DELETE FROM file
 WHERE app_id = :app AND id = :file AND company = :company
RETURNING id;

-- touch_company: a company's files have changed, which its document shows.
UPDATE company
   SET file_count = coalesce(file_count, 0) + :more::integer, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING id;

-- take_due_of_every_app: contents to be removed from the store, some at a time; those
-- that another worker removes just now are left to it.
SELECT app_id, file FROM loose_content
 WHERE due_at <= :now
 ORDER BY due_at LIMIT :most
   FOR UPDATE SKIP LOCKED;

-- forget_of_every_app: contents are gone from the store.
DELETE FROM loose_content AS l
 USING unnest(:apps::uuid[], :files::uuid[]) AS g (app_id, file)
 WHERE l.app_id = g.app_id AND l.file = g.file
RETURNING l.file;

-- postpone_of_every_app: contents could not be removed from the store; try again later.
UPDATE loose_content AS l SET due_at = :due_at
  FROM unnest(:apps::uuid[], :files::uuid[]) AS g (app_id, file)
 WHERE l.app_id = g.app_id AND l.file = g.file
RETURNING l.file;
