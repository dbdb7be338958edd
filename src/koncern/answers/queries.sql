-- claim: take a key for a write that begins; whoever comes second waits here until
-- the first has committed, and then gets no row. It returns the transaction's number.
INSERT INTO idempotency_key (app_id, actor, key, fingerprint, created_at)
VALUES (:app, :actor, :key, :fingerprint, :now)
ON CONFLICT (app_id, actor, key) DO UPDATE
   SET fingerprint = excluded.fingerprint, status = NULL, headers = NULL, body = NULL,
       company = NULL, level = NULL, created_at = excluded.created_at
 WHERE idempotency_key.created_at < :expired
RETURNING pg_current_xact_id()::text AS number;

-- find: what the write with this key was, and what it was answered.
SELECT fingerprint, status, headers, body, created_at, company, level
  FROM idempotency_key
 WHERE app_id = :app AND actor = :actor AND key = :key;

-- keep: keep the answer of the write that claimed the key, with the company that it is
-- about and the level that the user has in it.
UPDATE idempotency_key
   SET status = :status, headers = :headers, body = :body, company = :company,
       level = (SELECT m.level FROM membership AS m
                 WHERE m.app_id = :app AND m."user" = :user AND m.company = :company)
 WHERE app_id = :app AND actor = :actor AND key = :key
RETURNING key;

-- purge_of_every_app: forget answers whose time is over, some at a time.
DELETE FROM idempotency_key
 WHERE (app_id, actor, key) IN (
        SELECT app_id, actor, key FROM idempotency_key
         WHERE created_at < :expired
         ORDER BY created_at LIMIT 1000)
RETURNING key;
