-- find_surroundings: what a registration depends on: the app's rules, the role, and
-- the parent, if the user may name it (nobody named: any company).
SELECT a.registration_policy, a.default_tax_status, a.shares_numbers,
       r.id AS role,
       CASE WHEN r.id IS NULL AND :role::text IS NOT NULL THEN ARRAY(
           SELECT o.slug FROM role AS o WHERE o.app_id = :app ORDER BY o.slug LIMIT 100
       ) END AS roles,
       p.id AS parent,
       p.archived_at IS NOT NULL AS parent_is_archived
  FROM app AS a
  LEFT JOIN role AS r ON r.app_id = :app AND r.slug = :role
  LEFT JOIN company AS p
    ON p.app_id = :app AND p.id = :parent
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = p.id
           AND m.level IN ('admin', 'super-admin')))
 WHERE a.app_id = :app;
