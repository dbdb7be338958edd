-- add: keep what somebody says of themselves until the address is shown to be theirs; the
-- sign-up is contested if the address has another open one.
INSERT INTO sign_up (app_id, id, hash, email, email_key, password_hash, profile,
                     client, created_at, expires_at, contested)
VALUES (:app, :id, :hash, :email, :email_key, :password_hash, :profile, :client, :now,
        :expires_at, EXISTS (
            SELECT FROM sign_up AS o
             WHERE o.app_id = :app AND o.email_key = :email_key
               AND o.verified_at IS NULL))
RETURNING id;

-- contest: note on the other open sign-ups of an address that there is one more. One that
-- is being verified at this moment ends by itself, and is not waited for.
UPDATE sign_up
   SET contested = true
 WHERE app_id = :app AND id IN (
        SELECT id FROM sign_up
         WHERE app_id = :app AND email_key = :email_key AND verified_at IS NULL
           AND id <> :id AND NOT contested
           FOR UPDATE SKIP LOCKED)
RETURNING id;

-- find_recipient: the open sign-up of an address that a new token is sent for: one that
-- spells the address in the same way, or else the newest.
SELECT s.email, s.profile ->> 'language' AS language
  FROM sign_up AS s
 WHERE s.app_id = :app AND s.email_key = :email_key AND s.verified_at IS NULL
   AND s.created_at > :oldest
 ORDER BY s.email = :email DESC, s.id DESC
 LIMIT 1;

-- add_token: keep a token that was sent to an address on a client's request.
INSERT INTO sign_up_token (app_id, hash, email, email_key, client, created_at, expires_at)
VALUES (:app, :hash, :email, :email_key, :client, :now, :expires_at)
RETURNING hash;

-- find: what a token was made for: one sign-up, or an address.
SELECT s.email, s.email_key, s.id AS sign_up, s.verified_at IS NOT NULL AS is_used,
       s.expires_at > :now AS is_good, s.client
  FROM sign_up AS s
 WHERE s.app_id = :app AND s.hash = :hash
UNION ALL
SELECT t.email, t.email_key, NULL, t.used_at IS NOT NULL, t.expires_at > :now, t.client
  FROM sign_up_token AS t
 WHERE t.app_id = :app AND t.hash = :hash;

-- find_open: the open sign-ups of an address, one that is named first; two are enough to
-- know that there are several.
SELECT s.id, s.email, s.password_hash, s.profile, s.client, s.contested AS is_contested
  FROM sign_up AS s
 WHERE s.app_id = :app AND s.email_key = :email_key AND s.verified_at IS NULL
 ORDER BY s.id = :named::uuid DESC NULLS LAST, s.id DESC
 LIMIT 2;

-- spend: close a sign-up whose address is confirmed; of two who try at once, one gets the
-- row. The password's hash goes over to the user.
UPDATE sign_up
   SET verified_at = :now, password_hash = NULL
 WHERE app_id = :app AND id = :id AND verified_at IS NULL
RETURNING id;

-- spend_token: use up a token of an address; of two who try at once, one gets the row.
UPDATE sign_up_token
   SET used_at = :now
 WHERE app_id = :app AND hash = :hash AND used_at IS NULL
RETURNING hash;

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

-- purge_tokens_of_every_app: forget expired tokens of addresses, some at a time.
DELETE FROM sign_up_token
 WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM sign_up_token
         WHERE expires_at < :oldest ORDER BY expires_at LIMIT 1000))
RETURNING hash;
