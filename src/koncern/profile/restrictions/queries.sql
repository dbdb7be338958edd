-- users_of: who is named at an address, in the order in which they were. A viewer sees the
-- e-mail addresses of members who accepted or signed in (nobody named: all).
SELECT u.id AS user_id,
       CASE WHEN :viewer::uuid IS NULL OR u.id = :viewer OR EXISTS (
                SELECT FROM membership AS m
                 WHERE m.app_id = :app AND m."user" = u.id AND m.company = :company
                   AND (m.accepted OR u.last_login_at > m.created_at))
            THEN u.email END AS email,
       u.first_name, u.last_name,
       EXISTS (SELECT FROM membership AS m
                WHERE m.app_id = :app AND m."user" = u.id AND m.company = :company
       ) AS is_member,
       r.created_at AS restricted_at
  FROM address_restriction AS r
  JOIN "user" AS u ON u.app_id = :app AND u.id = r."user"
 WHERE r.app_id = :app AND r.company = :company AND r.address = :address
 ORDER BY r.created_at, u.id;

-- members_among: those of some users who are members of a company.
SELECT m."user"
  FROM membership AS m
 WHERE m.app_id = :app AND m.company = :company AND m."user" = ANY (:users);

-- name_users: name users at an address who are not named there yet.
INSERT INTO address_restriction (app_id, company, address, "user", created_at)
SELECT :app, :company, :address, unnest(:users::uuid[]), :now
    ON CONFLICT ON CONSTRAINT address_restriction_key DO NOTHING
RETURNING "user";

-- drop_users: name users at an address no longer.
DELETE FROM address_restriction AS r
 WHERE r.app_id = :app AND r.company = :company AND r.address = :address
   AND r."user" = ANY (:users)
RETURNING r."user";

-- touch_company: who may use an address of the company has changed.
UPDATE company SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING version;

-- find_user: whether there is such a user.
SELECT u.id FROM "user" AS u WHERE u.app_id = :app AND u.id = :user;

-- page_on: the addresses at which a user is named behind an id, in order.
SELECT r.address, c.id AS company, c.name, c.organisation_number,
       jsonb_path_query_first(c.billing_address || c.shipping_address,
                              '$[*] ? (@.id == $id)',
                              jsonb_build_object('id', r.address))::text AS facts
  FROM address_restriction AS r
  JOIN company AS c ON c.app_id = :app AND c.id = r.company
 WHERE r.app_id = :app AND r."user" = :user AND r.address > :edge
 ORDER BY r.address
 LIMIT :most;

-- page_back: the addresses at which a user is named before an id, nearest first.
SELECT r.address, c.id AS company, c.name, c.organisation_number,
       jsonb_path_query_first(c.billing_address || c.shipping_address,
                              '$[*] ? (@.id == $id)',
                              jsonb_build_object('id', r.address))::text AS facts
  FROM address_restriction AS r
  JOIN company AS c ON c.app_id = :app AND c.id = r.company
 WHERE r.app_id = :app AND r."user" = :user AND r.address < :edge
 ORDER BY r.address DESC
 LIMIT :most;
