-- count_attempt: count a sign-in before it is tried, so that many at once count too;
-- a quarter of an hour after the first one the count begins anew.
INSERT INTO login_attempt (app_id, email_hash, attempts, since)
SELECT a.app_id, :email_hash, 1, :now FROM app AS a WHERE a.app_id = :app
ON CONFLICT (app_id, email_hash) DO UPDATE
   SET attempts = CASE WHEN login_attempt.since < :window_start THEN 1
                       ELSE login_attempt.attempts + 1 END,
       since = CASE WHEN login_attempt.since < :window_start THEN :now
                    ELSE login_attempt.since END
RETURNING attempts, since;

-- forget_attempts: a sign-in that succeeds clears its address.
DELETE FROM login_attempt
 WHERE app_id = :app AND email_hash = :email_hash
RETURNING email_hash;

-- open: begin a session.
INSERT INTO session (app_id, "user", created_at)
VALUES (:app, :user, :now)
RETURNING id;

-- add_token: keep a refresh token's hash.
INSERT INTO refresh_token (app_id, hash, session, created_at, expires_at)
VALUES (:app, :hash, :session, :now, :expires_at)
RETURNING session;

-- spend_token: use up a refresh token; of two who try at once, one gets the row.
UPDATE refresh_token AS t SET used_at = :now
  FROM session AS s
  JOIN "user" AS u ON u.app_id = s.app_id AND u.id = s."user"
 WHERE t.app_id = :app AND t.hash = :hash
   AND t.used_at IS NULL AND t.expires_at > :now
   AND s.app_id = :app AND s.id = t.session AND s.ended_at IS NULL
   AND u.status = 'active'
RETURNING t.session, s."user" AS "user";

-- find_used: the session of a refresh token that was used already.
SELECT t.session, s."user" AS "user"
  FROM refresh_token AS t
  JOIN session AS s ON s.app_id = t.app_id AND s.id = t.session
 WHERE t.app_id = :app AND t.hash = :hash AND t.used_at IS NOT NULL;

-- end: end a session, and with it every token that came of it.
UPDATE session SET ended_at = :now, ended_by = :ended_by
 WHERE app_id = :app AND id = :session AND ended_at IS NULL
RETURNING id;

-- find_by_token: the live session that a refresh token belongs to.
SELECT t.session, s."user" AS "user"
  FROM refresh_token AS t
  JOIN session AS s ON s.app_id = t.app_id AND s.id = t.session
 WHERE t.app_id = :app AND t.hash = :hash AND s.ended_at IS NULL;

-- purge_of_every_app: forget expired refresh tokens and old attempts, some at a time.
WITH tokens AS (
    DELETE FROM refresh_token
     WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM refresh_token
             WHERE expires_at < :now ORDER BY expires_at LIMIT 1000))
    RETURNING session
), attempts AS (
    DELETE FROM login_attempt
     WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM login_attempt
             WHERE since < :window_start ORDER BY since LIMIT 1000))
    RETURNING since
)
SELECT FROM tokens UNION ALL SELECT FROM attempts;
