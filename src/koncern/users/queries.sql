-- add: make a user.
INSERT INTO "user" (app_id, email, email_key, password_hash, first_name, last_name,
                    created_at, updated_at)
VALUES (:app, :email, :email_key, :password_hash, :first_name, :last_name, :now, :now)
RETURNING id, email, first_name, last_name, status, created_at, updated_at,
          last_login_at;

-- find: one user.
SELECT id, email, first_name, last_name, status, created_at, updated_at, last_login_at
  FROM "user"
 WHERE app_id = :app AND id = :user;

-- find_by_email: who has an address, with what their password must match.
SELECT id, status, password_hash
  FROM "user"
 WHERE app_id = :app AND email_key = :email_key;

-- keep_password: keep a password's new hash, as when its cost was raised.
UPDATE "user" SET password_hash = :password_hash, updated_at = :now
 WHERE app_id = :app AND id = :user
RETURNING id;

-- note_login: keep when a user last signed in.
UPDATE "user" SET last_login_at = :now
 WHERE app_id = :app AND id = :user AND status = 'active'
RETURNING id, email, first_name, last_name, status, created_at, updated_at,
          last_login_at;
