-- lock_company: one company that the user belongs to (nobody named: any company); others
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
INSERT INTO loose_content (app_id, file, due_at, size, holders)
VALUES (:app, :file, :due_at, :size, :holders::uuid[])
RETURNING file;

-- used: how many bytes of files each of some holders has.
SELECT holder, bytes FROM file_bytes WHERE app_id = :app AND holder = ANY(:holders::uuid[]);

-- count: add to, or take from, what is stored of some holders; always in one order, so
-- that two at once wait for each other and do not block each other.
INSERT INTO file_bytes AS b (app_id, holder, bytes)
SELECT :app, h.holder, greatest(0, :more::bigint)
  FROM unnest(:holders::uuid[]) AS h (holder) ORDER BY h.holder
ON CONFLICT (app_id, holder) DO UPDATE
   SET bytes = greatest(0, b.bytes + :more::bigint)
RETURNING holder, bytes;

-- lock_loose: a content that belongs to no file, if it does not belong to one by now.
SELECT size, holders FROM loose_content
 WHERE app_id = :app AND file = :file
   FOR UPDATE;

-- claim: a content belongs to a file now.
DELETE FROM loose_content WHERE app_id = :app AND file = :file RETURNING file;

-- add: keep what is known of a file.
INSERT INTO file AS f (app_id, id, company, filename, content_type, size, checksum,
                       custom_fields, uploaded_by, created_at, updated_at)
VALUES (:app, :file, :company, :filename, :content_type, :size, :checksum,
        :custom_fields::jsonb, :user, :now, :now)
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

-- lock: find one file, and keep others from changing it meanwhile.
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
RETURNING size, uploaded_by;

-- touch_company: a company's files have changed, which its document shows; tell how many
-- bytes it had, and has now.
UPDATE company
   SET file_count = coalesce(file_count, 0) + :more::integer, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING octet_length(old.document) AS bytes_before, octet_length(new.document) AS bytes;

-- take_due_of_every_app: contents to be removed from the store, some at a time; those
-- that another worker removes just now are left to it.
SELECT app_id, file FROM loose_content
 WHERE due_at <= :now
 ORDER BY due_at LIMIT :most
   FOR UPDATE SKIP LOCKED;

-- uncount_of_every_app: contents that were counted are to be forgotten. Counters are locked
-- in the order in which uploads lock them.
WITH gone AS (
    SELECT l.app_id, h.holder, sum(l.size)::bigint AS size
      FROM unnest(:apps::uuid[], :files::uuid[]) AS g (app_id, file)
      JOIN loose_content AS l ON l.app_id = g.app_id AND l.file = g.file
     CROSS JOIN unnest(l.holders) AS h (holder)
     GROUP BY l.app_id, h.holder
), held AS (
    SELECT b.app_id, b.holder, gone.size
      FROM file_bytes AS b
      JOIN gone ON gone.app_id = b.app_id AND gone.holder = b.holder
     ORDER BY b.app_id, b.holder
       FOR UPDATE OF b
)
UPDATE file_bytes AS b SET bytes = greatest(0, b.bytes - held.size)
  FROM held
 WHERE b.app_id = held.app_id AND b.holder = held.holder
RETURNING b.holder;

-- uncount: a content is not counted any more, and may still come into the store.
UPDATE loose_content SET size = 0, holders = NULL
 WHERE app_id = :app AND file = :file
RETURNING file;

-- forget: a content is gone from the store.
DELETE FROM loose_content WHERE app_id = :app AND file = :file RETURNING file;

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
