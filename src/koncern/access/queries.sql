-- add_credential: keep a new credential; of its secret only the hash.
INSERT INTO credential (app_id, client_id, name, secret_hash, scopes, created_at)
VALUES (:app, :client_id, :name, :secret_hash, :scopes, :now)
RETURNING client_id, name, scopes, created_at, revoked_at;

-- list_credentials: an app's credentials, oldest first, revoked ones included.
SELECT client_id, name, scopes, created_at, revoked_at
  FROM credential
 WHERE app_id = :app
 ORDER BY created_at, client_id;

-- revoke_credential: end a live credential.
UPDATE credential SET revoked_at = :now
 WHERE app_id = :app AND client_id = :client_id AND revoked_at IS NULL
RETURNING client_id;

-- find_credential: what a live client id's secret must match, and its scopes.
SELECT secret_hash, scopes
  FROM credential
 WHERE app_id = :app AND client_id = :client_id AND revoked_at IS NULL;

-- add_signing_key: keep a key that signs access tokens.
INSERT INTO signing_key (app_id, jwk, created_at)
VALUES (:app, :jwk, :now)
RETURNING id;

-- list_signing_keys: an app's keys, newest first; the newest one signs.
SELECT id, jwk FROM signing_key WHERE app_id = :app ORDER BY id DESC;

-- find_live_session: the user of a session that has not been ended.
SELECT s."user" AS id
  FROM session AS s
  JOIN "user" AS u ON u.app_id = s.app_id AND u.id = s."user"
 WHERE s.app_id = :app AND s.id = :session
   AND s.ended_at IS NULL AND u.status = 'active';
