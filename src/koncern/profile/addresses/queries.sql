-- read: the addresses of a company that the user belongs to (nobody named: any company),
-- who is named at which, what the user is there, and what the one asked about is.
SELECT c.version, c.billing_address, c.shipping_address,
       coalesce((
           SELECT json_object_agg(n.address, n.users) FROM (
               SELECT r.address, json_agg(r."user" ORDER BY r.created_at, r."user") AS users
                 FROM address_restriction AS r
                WHERE r.app_id = :app AND r.company = :company
                GROUP BY r.address) AS n), '{}')::text AS restrictions,
       (SELECT m.level FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company) AS level,
       (SELECT m.level FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :asked AND m.company = :company
       ) AS level_of_asked
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = :company));
