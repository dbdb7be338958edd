-- add: make a user.
INSERT INTO "user" (app_id, id, email, email_key, password_hash, first_name, last_name,
                    phone_number, language, communication_preferences, address,
                    additions, created_at, updated_at)
VALUES (:app, coalesce(:id, uuidv7()), :email, :email_key, :password_hash, :first_name,
        :last_name, :phone_number, :language, :communication_preferences, :address,
        :additions, :now, :now)
RETURNING id, version, email, email_verified, first_name, last_name, phone_number,
          language, status, communication_preferences, address, additions, created_at,
          updated_at, last_login_at;

-- find: an active user.
SELECT id, version, email, email_verified, first_name, last_name, phone_number,
       language, status, communication_preferences, address, additions, created_at,
       updated_at, last_login_at
  FROM "user"
 WHERE app_id = :app AND id = :user AND status = 'active';

-- find_by_email: the user who has an address, active or not.
SELECT id, version, email, email_verified, first_name, last_name, phone_number,
       language, status, communication_preferences, address, additions, created_at,
       updated_at, last_login_at
  FROM "user"
 WHERE app_id = :app AND email_key = :email_key;

-- lock: an active user, locked for a change.
SELECT id, version, email, email_verified, first_name, last_name, phone_number,
       language, status, communication_preferences, address, additions, created_at,
       updated_at, last_login_at
  FROM "user"
 WHERE app_id = :app AND id = :user AND status = 'active'
   FOR NO KEY UPDATE;

-- change: replace the profile of a user.
UPDATE "user"
   SET first_name = :first_name, last_name = :last_name, phone_number = :phone_number,
       language = :language, communication_preferences = :communication_preferences,
       address = :address, additions = :additions, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :user
RETURNING id, version, email, email_verified, first_name, last_name, phone_number,
          language, status, communication_preferences, address, additions, created_at,
          updated_at, last_login_at;

-- set_password: keep another password, if the one that was proved is still theirs.
UPDATE "user"
   SET password_hash = :password_hash, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :user AND status = 'active'
   AND (:proved_hash::text IS NULL OR password_hash = :proved_hash)
RETURNING id;

-- find_claim: the active user who has an address, with what their password must match.
SELECT id AS "user", password_hash
  FROM "user"
 WHERE app_id = :app AND email_key = :email_key AND status = 'active';

-- note_login: keep when a user last signed in, and the newest hash of the password; if
-- the password that was proved is theirs no longer, nobody comes back.
UPDATE "user"
   SET last_login_at = :now, version = version + 1,
       password_hash = coalesce(:renewed_hash, password_hash)
 WHERE app_id = :app AND id = :user AND status = 'active'
   AND (:proved_hash::text IS NULL OR password_hash = :proved_hash)
RETURNING id, version, email, email_verified, first_name, last_name, phone_number,
          language, status, communication_preferences, address, additions, created_at,
          updated_at, last_login_at;
