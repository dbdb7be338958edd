-- count: count what is tried before it is done, so that many at once count too; a count
-- starts again 15 minutes after its first try.
INSERT INTO login_attempt (app_id, email_hash, attempts, since)
SELECT a.app_id, k.key, 1, :now
  FROM app AS a, unnest(:keys::bytea[]) AS k (key)
 WHERE a.app_id = :app
ON CONFLICT (app_id, email_hash) DO UPDATE
   SET attempts = CASE WHEN login_attempt.since < :window_start THEN 1
                       ELSE login_attempt.attempts + 1 END,
       since = CASE WHEN login_attempt.since < :window_start THEN :now
                    ELSE login_attempt.since END
RETURNING email_hash AS key, attempts, since, pg_current_xact_id()::text AS number;

-- forget: drop one count.
DELETE FROM login_attempt
 WHERE app_id = :app AND email_hash = :key
RETURNING email_hash;

-- forget_pairs: drop the counts of an address with each client.
DELETE FROM login_attempt
 WHERE app_id = :app AND email_hash > :key AND email_hash <= :last
RETURNING email_hash;

-- give_back: take one from a count.
UPDATE login_attempt SET attempts = attempts - 1
 WHERE app_id = :app AND email_hash = :key AND attempts > 0
RETURNING attempts;

-- purge_of_every_app: forget old counts, some at a time.
DELETE FROM login_attempt
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM login_attempt
         WHERE since < :window_start ORDER BY since LIMIT 1000))
RETURNING since;

-- remember: note that an address signed in from a client; once a day is enough.
INSERT INTO known_client (app_id, address, client, seen_at)
VALUES (:app, :address, :client, :now)
ON CONFLICT ON CONSTRAINT known_client_key DO UPDATE SET seen_at = excluded.seen_at
 WHERE known_client.seen_at < excluded.seen_at - interval '1 day'
RETURNING client;

-- forget_oldest: keep only some clients of an address: those seen last.
DELETE FROM known_client AS k
 WHERE k.app_id = :app AND k.address = :address
   AND k.client IN (
        SELECT o.client FROM known_client AS o
         WHERE o.app_id = :app AND o.address = :address
         ORDER BY o.seen_at DESC, o.client
        OFFSET :most)
RETURNING k.client;

-- find_known: whether an address signed in from a client lately.
SELECT client FROM known_client
 WHERE app_id = :app AND address = :address AND client = :client
   AND seen_at > :oldest;

-- purge_known_of_every_app: forget clients not seen for long, some at a time.
DELETE FROM known_client
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM known_client
         WHERE seen_at < :oldest ORDER BY seen_at LIMIT 1000))
RETURNING seen_at;
