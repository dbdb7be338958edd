-- add: keep a token by which a user may set a new password.
INSERT INTO password_reset (app_id, hash, "user", created_at, expires_at)
VALUES (:app, :hash, :user, :now, :expires_at)
RETURNING "user";

-- find: whose password a token would set.
SELECT r."user"
  FROM password_reset AS r
 WHERE r.app_id = :app AND r.hash = :hash AND r.used_at IS NULL
   AND r.expires_at > :now;

-- spend: use up a token; of two who try at once, one gets the row.
UPDATE password_reset
   SET used_at = :now
 WHERE app_id = :app AND hash = :hash AND used_at IS NULL AND expires_at > :now
RETURNING "user";

-- void: use up every token of a user.
UPDATE password_reset
   SET used_at = :now
 WHERE app_id = :app AND "user" = :user AND used_at IS NULL
RETURNING "user";

-- purge_of_every_app: forget expired tokens, some at a time.
DELETE FROM password_reset
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM password_reset
         WHERE expires_at < :now ORDER BY expires_at LIMIT 1000))
RETURNING "user";
