-- count_attempt: count a sign-in before it is tried, so that many at once count too;
-- a quarter of an hour after the first one the count begins anew.
INSERT INTO login_attempt (app_id, email_hash, failures, since)
VALUES (:app, :email_hash, 1, :now)
ON CONFLICT (app_id, email_hash) DO UPDATE
   SET failures = CASE WHEN login_attempt.since < :window_start THEN 1
                       ELSE login_attempt.failures + 1 END,
       since = CASE WHEN login_attempt.since < :window_start THEN :now
                    ELSE login_attempt.since END
RETURNING failures, since;

-- forget_attempts: a sign-in that succeeds clears its address.
DELETE FROM login_attempt
 WHERE app_id = :app AND email_hash = :email_hash
RETURNING failures;

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
SELECT session FROM refresh_token
 WHERE app_id = :app AND hash = :hash AND used_at IS NOT NULL;

-- end: end a session, and with it every token that came of it.
UPDATE session SET ended_at = :now, ended_by = :ended_by
 WHERE app_id = :app AND id = :session AND ended_at IS NULL
RETURNING id;

-- find_by_token: the live session that a refresh token belongs to.
SELECT t.session, s."user" AS "user"
  FROM refresh_token AS t
  JOIN session AS s ON s.app_id = t.app_id AND s.id = t.session
 WHERE t.app_id = :app AND t.hash = :hash AND s.ended_at IS NULL;
