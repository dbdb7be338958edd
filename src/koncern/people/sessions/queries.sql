-- open: begin a session.
INSERT INTO session (app_id, "user", created_at)
VALUES (:app, :user, :now)
RETURNING id;

-- add_token: keep a refresh token's hash, and that of the token exchanged for it.
INSERT INTO refresh_token (app_id, hash, session, created_at, expires_at, origin)
VALUES (:app, :hash, :session, :now, :expires_at, :origin)
RETURNING session;

-- lock: find the session of a refresh token, and renew it one request after the other.
SELECT s.id
  FROM session AS s
 WHERE s.app_id = :app
   AND s.id = (SELECT t.session FROM refresh_token AS t
                WHERE t.app_id = :app AND t.hash = :hash)
   FOR NO KEY UPDATE;

-- spend_token: use up a refresh token, and settle that it is the one of its siblings that
-- counts. One that was used a moment ago counts again, unless a successor was used.
WITH spent AS (
    UPDATE refresh_token AS t SET used_at = coalesce(t.used_at, :now)
      FROM session AS s
      JOIN "user" AS u ON u.app_id = s.app_id AND u.id = s."user"
     WHERE t.app_id = :app AND t.hash = :hash
       AND (t.used_at > :repeated_since OR t.used_at IS NULL AND t.expires_at > :now)
       AND t.successor IS NULL
       AND NOT EXISTS (
            SELECT FROM refresh_token AS o
             WHERE o.app_id = :app AND o.hash = t.origin AND o.successor <> t.hash)
       AND s.app_id = :app AND s.id = t.session AND s.ended_at IS NULL
       AND u.status = 'active'
    RETURNING t.session, s."user" AS "user", t.origin),
settled AS (
    UPDATE refresh_token AS o SET successor = :hash
      FROM spent
     WHERE o.app_id = :app AND o.hash = spent.origin)
SELECT session, "user", pg_current_xact_id()::text AS number FROM spent;

-- find_used: the session of a refresh token that was used already, or had a sibling that
-- was.
SELECT t.session, s."user" AS "user"
  FROM refresh_token AS t
  JOIN session AS s ON s.app_id = t.app_id AND s.id = t.session
 WHERE t.app_id = :app AND t.hash = :hash
   AND (t.used_at IS NOT NULL
        OR EXISTS (SELECT FROM refresh_token AS o
                    WHERE o.app_id = :app AND o.hash = t.origin
                      AND o.successor <> t.hash));

-- end: end a session, and with it every token that came of it.
UPDATE session SET ended_at = :now, ended_by = :ended_by
 WHERE app_id = :app AND id = :session AND ended_at IS NULL
RETURNING id;

-- find_by_token: the live session that a refresh token belongs to.
SELECT t.session, s."user" AS "user"
  FROM refresh_token AS t
  JOIN session AS s ON s.app_id = t.app_id AND s.id = t.session
 WHERE t.app_id = :app AND t.hash = :hash AND s.ended_at IS NULL;

-- end_all: end a user's sessions but one (none named: all of them).
UPDATE session SET ended_at = :now, ended_by = :ended_by
 WHERE app_id = :app AND "user" = :user AND ended_at IS NULL
   AND id IS DISTINCT FROM :kept::uuid
RETURNING id;

-- purge_of_every_app: forget expired refresh tokens, some at a time.
DELETE FROM refresh_token
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM refresh_token
         WHERE expires_at < :now ORDER BY expires_at LIMIT 1000))
RETURNING session;
