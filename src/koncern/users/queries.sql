-- add: make a user.
INSERT INTO "user" (app_id, email, email_key, password_hash, first_name, last_name,
                    created_at, updated_at)
VALUES (:app, :email, :email_key, :password_hash, :first_name, :last_name, :now, :now)
RETURNING id, email, first_name, last_name, status, created_at, updated_at,
          last_login_at;

-- find_claim: the active user who has an address, with what their password must match.
SELECT id AS "user", password_hash
  FROM "user"
 WHERE app_id = :app AND email_key = :email_key AND status = 'active';

-- note_login: keep when a user last signed in, and the newest hash of the password.
UPDATE "user"
   SET last_login_at = :now, password_hash = coalesce(:password_hash, password_hash)
 WHERE app_id = :app AND id = :user AND status = 'active'
RETURNING id, email, first_name, last_name, status, created_at, updated_at,
          last_login_at;
