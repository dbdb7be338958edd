-- count: how many companies and users are in a customer group.
SELECT (SELECT count(*) FROM company_customer_group AS l
         WHERE l.app_id = :app AND l.customer_group = :id) AS companies,
       (SELECT count(*) FROM customer_group_user AS l
         WHERE l.app_id = :app AND l.customer_group = :id) AS users;

-- lock_companies: companies that are to be put into a group or taken from it, in the
-- order in which everybody locks them.
SELECT id, archived_at IS NOT NULL AS is_archived
  FROM company
 WHERE app_id = :app AND id = ANY (:companies)
 ORDER BY id
   FOR NO KEY UPDATE;

-- find_users: which of some users there are.
SELECT id FROM "user" WHERE app_id = :app AND id = ANY (:users) ORDER BY id;

-- add_users: put users into a group, and record each; those who are in it already stay.
WITH new AS (
    INSERT INTO customer_group_user (app_id, customer_group, "user", added_at)
    SELECT :app, :id, u, :now FROM unnest(:users::uuid[]) AS u
        ON CONFLICT ON CONSTRAINT customer_group_user_once DO NOTHING
    RETURNING "user")
SELECT event_append(:app, 'customer_group.user_added', new."user", :actor_kind, :actor,
                    :request_id, :now, NULL, :told)
  FROM new;

-- remove_user: take a user out of a group.
DELETE FROM customer_group_user
 WHERE app_id = :app AND customer_group = :id AND "user" = :user
RETURNING "user" AS id;

-- page_on_companies: the companies of a group behind an id, oldest first.
SELECT c.id, c.name
  FROM company_customer_group AS l
  JOIN company AS c ON c.app_id = :app AND c.id = l.company
 WHERE l.app_id = :app AND l.customer_group = :id AND l.company > :edge
 ORDER BY l.company
 LIMIT :most;

-- page_back_companies: the companies of a group before an id, nearest first.
SELECT c.id, c.name
  FROM company_customer_group AS l
  JOIN company AS c ON c.app_id = :app AND c.id = l.company
 WHERE l.app_id = :app AND l.customer_group = :id AND l.company < :edge
 ORDER BY l.company DESC
 LIMIT :most;

-- page_on_users: the users of a group behind an id, oldest first.
SELECT u.id, u.email
  FROM customer_group_user AS l
  JOIN "user" AS u ON u.app_id = :app AND u.id = l."user"
 WHERE l.app_id = :app AND l.customer_group = :id AND l."user" > :edge
 ORDER BY l."user"
 LIMIT :most;

-- page_back_users: the users of a group before an id, nearest first.
SELECT u.id, u.email
  FROM customer_group_user AS l
  JOIN "user" AS u ON u.app_id = :app AND u.id = l."user"
 WHERE l.app_id = :app AND l.customer_group = :id AND l."user" < :edge
 ORDER BY l."user" DESC
 LIMIT :most;
