-- add: keep what somebody says of themselves until the address is shown to be theirs.
INSERT INTO sign_up (app_id, id, hash, email, email_key, password_hash, profile,
                     created_at, expires_at)
VALUES (:app, :id, :hash, :email, :email_key, :password_hash, :profile, :now,
        :expires_at)
RETURNING id;

-- renew: give the newest open sign-up of an address another token.
UPDATE sign_up AS s
   SET hash = :hash, expires_at = :expires_at
 WHERE s.app_id = :app AND s.verified_at IS NULL
   AND s.id = (SELECT n.id FROM sign_up AS n
                WHERE n.app_id = :app AND n.email_key = :email_key
                  AND n.verified_at IS NULL AND n.created_at > :oldest
                ORDER BY n.id DESC LIMIT 1)
RETURNING s.id, s.email, s.profile ->> 'language' AS language;

-- spend: use up a token; of two who try at once, one gets the row. The password's hash
-- goes over to the user.
UPDATE sign_up
   SET verified_at = :now, password_hash = NULL
 WHERE app_id = :app AND hash = :hash AND verified_at IS NULL AND expires_at > :now
RETURNING id, email, email_key, old.password_hash, profile;

-- find_spent: whether a token was used already.
SELECT id FROM sign_up
 WHERE app_id = :app AND hash = :hash AND verified_at IS NOT NULL;

-- close_others: an address that has a user now needs no other sign-up. One that is being
-- verified at this moment ends by itself, and is not waited for.
UPDATE sign_up
   SET verified_at = :now, password_hash = NULL
 WHERE app_id = :app AND id IN (
        SELECT id FROM sign_up
         WHERE app_id = :app AND email_key = :email_key AND verified_at IS NULL
           FOR UPDATE SKIP LOCKED)
RETURNING id;

-- purge_of_every_app: forget old sign-ups, some at a time.
DELETE FROM sign_up
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM sign_up
         WHERE created_at < :oldest ORDER BY created_at LIMIT 1000))
RETURNING id;
