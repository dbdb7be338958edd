-- add: make a user a member of a company.
INSERT INTO membership (app_id, "user", company, level, role, accepted, created_at,
                        updated_at)
VALUES (:app, :user, :company, :level, :role, :accepted, :now, :now)
RETURNING company;

-- read_company: one company for each asker who belongs to it (nobody named: to anybody).
-- Each is looked up by its whole key (LIMIT 1): a plan that is kept must not read the app.
SELECT a.asker, c.id, c.version, convert_to(c.document, 'UTF8') AS document
  FROM unnest(:company::uuid[], :user::uuid[]) WITH ORDINALITY
       AS a (company, "user", asker)
 CROSS JOIN LATERAL (
        SELECT c.id, c.version, c.document
          FROM company AS c
         WHERE c.app_id = :app AND c.id = a.company
         LIMIT 1) AS c
 WHERE a."user" IS NULL
    OR (SELECT true FROM membership AS m
         WHERE m.app_id = :app AND m."user" = a."user" AND m.company = a.company
         LIMIT 1);

-- page_on: a user's companies behind an id, oldest first, with their place in each. Most
-- are small enough for as many as are wanted to fit; a larger one comes without its
-- document if it does not fit.
SELECT c.id, c.version,
       CASE WHEN octet_length(c.document) <= :row_bytes
              OR (SELECT sum(octet_length(b.document)) IN (octet_length(c.document))
                         OR sum(octet_length(b.document)) <= :page_bytes
                    FROM membership AS n
                    JOIN company AS b ON b.app_id = :app AND b.id = n.company
                   WHERE n.app_id = :app AND n."user" = :user
                     AND n.company > :edge AND n.company <= c.id)
            THEN convert_to(c.document, 'UTF8') END AS document,
       m.level, r.slug AS role, r.name AS role_name
  FROM membership AS m
  JOIN company AS c ON c.app_id = :app AND c.id = m.company
  LEFT JOIN role AS r ON r.app_id = :app AND r.id = m.role
 WHERE m.app_id = :app AND m."user" = :user AND m.company > :edge
 ORDER BY m.company
 LIMIT :most;

-- page_back: a user's companies before an id, nearest first.
SELECT c.id, c.version,
       CASE WHEN octet_length(c.document) <= :row_bytes
              OR (SELECT sum(octet_length(b.document)) IN (octet_length(c.document))
                         OR sum(octet_length(b.document)) <= :page_bytes
                    FROM membership AS n
                    JOIN company AS b ON b.app_id = :app AND b.id = n.company
                   WHERE n.app_id = :app AND n."user" = :user
                     AND n.company < :edge AND n.company >= c.id)
            THEN convert_to(c.document, 'UTF8') END AS document,
       m.level, r.slug AS role, r.name AS role_name
  FROM membership AS m
  JOIN company AS c ON c.app_id = :app AND c.id = m.company
  LEFT JOIN role AS r ON r.app_id = :app AND r.id = m.role
 WHERE m.app_id = :app AND m."user" = :user AND m.company < :edge
 ORDER BY m.company DESC
 LIMIT :most;

-- lock_company: one company that the user belongs to (nobody named: any company); others
-- change it afterwards. What the user is in it is looked up behind the lock.
SELECT c.id, c.version, convert_to(c.document, 'UTF8') AS document,
       c.status, c.contacts,
       c.archived_at IS NOT NULL AS is_archived, a.shares_numbers
  FROM company AS c
  JOIN app AS a ON a.app_id = :app
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = c.id))
   FOR NO KEY UPDATE OF c;

-- find_level: what a user is in a company.
SELECT m.level
  FROM membership AS m
 WHERE m.app_id = :app AND m."user" = :user AND m.company = :company;

-- find_parent: a company that the user may name as parent (nobody named: any company).
SELECT c.archived_at IS NOT NULL AS is_archived
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :parent
   AND (:user::uuid IS NULL OR EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = :app AND m."user" = :user AND m.company = c.id
           AND m.level IN ('admin', 'super-admin')));
