-- is_there: whether there is an organization.
SELECT 1 AS one FROM customer_organization AS o WHERE o.app_id = :app AND o.id = :id;

-- page_on: the members of an organization behind a position, in the order of joining.
SELECT m.company AS id, m.name, m.position, 0::bigint AS joins
  FROM customer_organization_member AS m
 WHERE m.app_id = :app AND m.customer_organization = :id AND m.position > :position
 ORDER BY m.position
 LIMIT :most;

-- page_back: the members of an organization before a position, nearest first.
SELECT m.company AS id, m.name, m.position, 0::bigint AS joins
  FROM customer_organization_member AS m
 WHERE m.app_id = :app AND m.customer_organization = :id AND m.position < :position
 ORDER BY m.position DESC
 LIMIT :most;

-- list_at: the members of an organization at a time, beyond one, on or back: those who
-- joined in the order of joining, behind them those who are to join, the earliest first.
SELECT k.id, k.name, k.position, k.joins
  FROM (SELECT m.company AS id, c.name,
               coalesce(m.position, 9223372036854775807) AS position,
               coalesce((extract(epoch FROM m.joins_at) * 1000000)::bigint, 0) AS joins
          FROM customer_organization_members_in_order(:app, :id, :as_of) AS m
          JOIN company AS c ON c.app_id = :app AND c.id = m.company
         WHERE m.company <> (SELECT a.owner
                               FROM customer_organization_at(:app, :id, :as_of) AS a)) AS k
 WHERE CASE WHEN :backwards
            THEN (k.position, k.joins, k.id) < (:position, :joins, :company)
            ELSE (k.position, k.joins, k.id) > (:position, :joins, :company) END
 ORDER BY CASE WHEN :backwards THEN NULL ELSE k.position END,
          CASE WHEN :backwards THEN NULL ELSE k.joins END,
          CASE WHEN :backwards THEN NULL ELSE k.id END,
          k.position DESC, k.joins DESC, k.id DESC
 LIMIT :most;

-- was_there_at: whether there was an organization at a time, or will be as planned.
SELECT 1 AS one FROM customer_organization_at(:app, :id, :as_of);

-- history_on: when companies were in an organization, behind a company and a place: by the
-- companies' ids, and for each the earliest time first.
SELECT x.company AS id, c.name, x.position, x.since, x.until
  FROM ((SELECT m.company, m.position, customer_organization_member_since(m) AS since,
                NULL::timestamptz AS until
           FROM customer_organization_member AS m
          WHERE m.app_id = :app AND m.customer_organization = :id
            AND m.company >= :company AND (m.company, m.position) > (:company, :position)
            AND (:only::uuid IS NULL OR m.company = :only)
          ORDER BY m.company LIMIT :most)
        UNION ALL
        (SELECT t.company, t.position, lower(t.valid), upper(t.valid)
           FROM customer_organization_member_time AS t
          WHERE t.app_id = :app AND t.customer_organization = :id
            AND t.company >= :company AND (t.company, t.position) > (:company, :position)
            AND (:only::uuid IS NULL OR t.company = :only)
          ORDER BY t.company, t.position LIMIT :most)) AS x
  JOIN company AS c ON c.app_id = :app AND c.id = x.company
 ORDER BY x.company, x.position
 LIMIT :most;

-- history_back: the same before a company and a place, the nearest first.
SELECT x.company AS id, c.name, x.position, x.since, x.until
  FROM ((SELECT m.company, m.position, customer_organization_member_since(m) AS since,
                NULL::timestamptz AS until
           FROM customer_organization_member AS m
          WHERE m.app_id = :app AND m.customer_organization = :id
            AND m.company <= :company AND (m.company, m.position) < (:company, :position)
            AND (:only::uuid IS NULL OR m.company = :only)
          ORDER BY m.company DESC LIMIT :most)
        UNION ALL
        (SELECT t.company, t.position, lower(t.valid), upper(t.valid)
           FROM customer_organization_member_time AS t
          WHERE t.app_id = :app AND t.customer_organization = :id
            AND t.company <= :company AND (t.company, t.position) < (:company, :position)
            AND (:only::uuid IS NULL OR t.company = :only)
          ORDER BY t.company DESC, t.position DESC LIMIT :most)) AS x
  JOIN company AS c ON c.app_id = :app AND c.id = x.company
 ORDER BY x.company DESC, x.position DESC
 LIMIT :most;
