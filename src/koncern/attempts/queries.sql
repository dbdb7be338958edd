-- count: count what is tried before it is done, so that many at once count too; a quarter
-- of an hour after the first one a count begins anew.
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

-- forget: begin an address's count anew.
DELETE FROM login_attempt
 WHERE app_id = :app AND email_hash = :key
RETURNING email_hash;

-- give_back: take one from a client's count.
UPDATE login_attempt SET attempts = attempts - 1
 WHERE app_id = :app AND email_hash = :key AND attempts > 0
RETURNING attempts;

-- purge_of_every_app: forget old counts, some at a time.
DELETE FROM login_attempt
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM login_attempt
         WHERE since < :window_start ORDER BY since LIMIT 1000))
RETURNING since;
