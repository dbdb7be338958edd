-- page_on: a company's users behind an id, in the order of their ids, each with their
-- companies that the viewer may see (nobody named: all), and whether the viewer may see
-- what is private: of a user who was added unasked, only once they accepted or signed in.
SELECT u.id, u.version, u.email, u.email_verified, u.first_name, u.last_name,
       u.phone_number, u.language, u.status, u.communication_preferences, u.address,
       u.additions, u.created_at, u.updated_at, u.last_login_at,
       m.level, r.slug AS role, r.name AS role_name,
       user_places(:app, u.id, :viewer) AS places,
       :viewer::uuid IS NULL OR u.id = :viewer OR m.accepted
       OR coalesce(u.last_login_at > m.created_at, false) AS is_open
  FROM membership AS m
  JOIN "user" AS u ON u.app_id = :app AND u.id = m."user"
  LEFT JOIN role AS r ON r.app_id = :app AND r.id = m.role
 WHERE m.app_id = :app AND m.company = :company AND m."user" > :edge
 ORDER BY m."user"
 LIMIT :most;

-- page_back: a company's users before an id, nearest first.
SELECT u.id, u.version, u.email, u.email_verified, u.first_name, u.last_name,
       u.phone_number, u.language, u.status, u.communication_preferences, u.address,
       u.additions, u.created_at, u.updated_at, u.last_login_at,
       m.level, r.slug AS role, r.name AS role_name,
       user_places(:app, u.id, :viewer) AS places,
       :viewer::uuid IS NULL OR u.id = :viewer OR m.accepted
       OR coalesce(u.last_login_at > m.created_at, false) AS is_open
  FROM membership AS m
  JOIN "user" AS u ON u.app_id = :app AND u.id = m."user"
  LEFT JOIN role AS r ON r.app_id = :app AND r.id = m.role
 WHERE m.app_id = :app AND m.company = :company AND m."user" < :edge
 ORDER BY m."user" DESC
 LIMIT :most;

-- places: a user's own companies in short, with their place in each.
SELECT user_places(:app, :user, NULL) AS places;

-- lock_company: lock a company that the user belongs to (nobody named: any company);
-- whoever is placed in it waits. What its people are is looked up afterwards.
SELECT c.status, c.archived_at IS NOT NULL AS is_archived
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company))
   FOR NO KEY UPDATE OF c;

-- find_place: what a user is in a company.
SELECT m."user", m.version, m.level, m.role AS role_id, r.slug AS role,
       r.name AS role_name, m.created_at, m.updated_at,
       m.accepted AS is_accepted
  FROM membership AS m
  LEFT JOIN role AS r ON r.app_id = :app AND r.id = m.role
 WHERE m.app_id = :app AND m."user" = :user AND m.company = :company;

-- find_other_admin: an admin of a company beside a user, who can sign in and accepted. That
-- somebody signed in to the app does not count: they may not even know of the company.
SELECT m."user"
  FROM membership AS m
  JOIN "user" AS u ON u.app_id = :app AND u.id = m."user"
 WHERE m.app_id = :app AND m.company = :company AND m."user" <> :user
   AND m.level IN ('admin', 'super-admin') AND u.status = 'active'
   AND m.accepted
 LIMIT 1;

-- find_user: a user who can sign in.
SELECT id FROM "user" WHERE app_id = :app AND id = :user AND status = 'active';

-- change: give a member of a company another level or role.
UPDATE membership
   SET level = :level, role = :role, version = version + 1, updated_at = :now
 WHERE app_id = :app AND "user" = :user AND company = :company
RETURNING version;

-- accept: note that a member agrees to belong to a company.
UPDATE membership
   SET accepted = true, version = version + 1, updated_at = :now
 WHERE app_id = :app AND "user" = :user AND company = :company AND NOT accepted
RETURNING version;

-- remove: take a user's place in a company away.
DELETE FROM membership
 WHERE app_id = :app AND "user" = :user AND company = :company
RETURNING "user";
