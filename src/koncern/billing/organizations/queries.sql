-- lock_owning: let nobody else become an owner, or add members, meanwhile.
SELECT lock(:app, 'ownership');

-- hold_customers: those of some companies that are customers; nobody renames or archives
-- them meanwhile. Companies are locked before organizations, and in one order.
SELECT id, archived_at IS NOT NULL AS is_archived
  FROM company
 WHERE app_id = :app AND id = ANY (:companies) AND billing_missing = '{}'
 ORDER BY id
   FOR SHARE;

-- add: make an organization without members.
INSERT INTO customer_organization (app_id, owner, name, label, created_at, updated_at)
VALUES (:app, :owner, :name, :label, :now, :now)
RETURNING id, version,
          convert_to(customer_organization_print(customer_organization, 0, 0)::text,
                     'UTF8') AS document;

-- owned: how many organizations a company owns, counted no further than asked.
SELECT count(*) AS count
  FROM (SELECT FROM customer_organization AS o
         WHERE o.app_id = :app AND o.owner = :owner LIMIT :most) AS o;

-- put: add companies to an organization, or make them its only members; it is printed in
-- so many bytes, or not at all.
-- It writes.
SELECT outcome, offenders, new_version, convert_to(document, 'UTF8') AS document
  FROM customer_organization_put(
      :app, :id, :companies, :replace, :version, :now,
      :actor_kind, :actor, :request_id, :organizations, :members_bytes);

-- read: one organization, printed with as many members as fit.
SELECT o.id, o.version,
       convert_to(customer_organization_print(o, o.member_count, :members_bytes)::text,
                  'UTF8') AS document
  FROM customer_organization AS o
 WHERE o.app_id = :app AND o.id = :id;

-- page_on: the organizations behind an id, oldest first, until they fill the page.
SELECT p.id, p.version, convert_to(p.document, 'UTF8') AS document
  FROM customer_organizations_print(
       :app, ARRAY(SELECT o.id FROM customer_organization AS o
                    WHERE o.app_id = :app AND o.id > :edge
                    ORDER BY o.id LIMIT :most),
       NULL, :page_bytes, :members_bytes) AS p;

-- page_back: the organizations before an id, nearest first, until they fill the page.
SELECT p.id, p.version, convert_to(p.document, 'UTF8') AS document
  FROM customer_organizations_print(
       :app, ARRAY(SELECT o.id FROM customer_organization AS o
                    WHERE o.app_id = :app AND o.id < :edge
                    ORDER BY o.id DESC LIMIT :most),
       NULL, :page_bytes, :members_bytes) AS p;

-- is_there: whether there is an organization.
SELECT 1 AS one FROM customer_organization AS o WHERE o.app_id = :app AND o.id = :id;

-- members_on: the members of an organization behind a position, in the order of joining.
SELECT m.company AS id, m.name, m.position, 0::bigint AS joins
  FROM customer_organization_member AS m
 WHERE m.app_id = :app AND m.customer_organization = :id AND m.position > :position
 ORDER BY m.position
 LIMIT :most;

-- members_back: the members of an organization before a position, nearest first.
SELECT m.company AS id, m.name, m.position, 0::bigint AS joins
  FROM customer_organization_member AS m
 WHERE m.app_id = :app AND m.customer_organization = :id AND m.position < :position
 ORDER BY m.position DESC
 LIMIT :most;

-- members_at: the members of an organization at a time, beyond one, on or back: those who
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

-- hold: find one organization and keep others from changing it meanwhile; what it
-- holds is for a statement of its own, which sees what those before have changed.
SELECT version, owner
  FROM customer_organization
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- remove_member: take one company out of an organization.
DELETE FROM customer_organization_member
 WHERE app_id = :app AND customer_organization = :id AND company = :company
RETURNING company;

-- remove_members: take all companies out of an organization.
DELETE FROM customer_organization_member
 WHERE app_id = :app AND customer_organization = :id
RETURNING company;

-- remove: delete an organization that has no members any more.
DELETE FROM customer_organization WHERE app_id = :app AND id = :id RETURNING id;

-- hand_over: give an organization another owner.
UPDATE customer_organization
   SET owner = :owner, version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id;

-- touch: count a change of the members.
UPDATE customer_organization
   SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING version;

-- owning_members: which members of an organization own a company, directly or not.
SELECT unnest(customer_organization_owners_among(:app, ARRAY(
           SELECT m.company FROM customer_organization_member AS m
            WHERE m.app_id = :app AND m.customer_organization = :id
       ), :owner)) AS id;

-- hold_oldest_owned_by: the first organization that a company made its own; one that
-- is deleted or handed over meanwhile is passed by.
SELECT id
  FROM customer_organization
 WHERE app_id = :app AND owner = :owner
 ORDER BY id
 LIMIT 1
   FOR UPDATE;

-- hold_around: lock all organizations that a company is in, or that it or its parents
-- own, in one order.
SELECT o.id
  FROM customer_organization AS o
 WHERE o.app_id = :app AND o.id IN (
       SELECT m.customer_organization FROM customer_organization_member AS m
        WHERE m.app_id = :app AND m.company = :company
       UNION ALL
       SELECT w.id FROM customer_organization AS w
        WHERE w.app_id = :app AND w.owner = ANY (:owners))
 ORDER BY o.id
   FOR UPDATE;

-- read_at: one organization as it was at a time, or will be as planned; also one that is
-- deleted by now. Its version is a digest: no write can demand a version that is past.
SELECT :id::uuid AS id, convert_to(d.document, 'UTF8') AS document,
       abs(hashtextextended(d.document, 0) % 1000000000000000000) AS version
  FROM (SELECT customer_organization_print_at(:app, :id, :as_of, :members_bytes)::text
                   AS document) AS d
 WHERE d.document IS NOT NULL;

-- list_at: the organizations that were there at a time, beyond an id, on or back, until
-- they fill the page.
SELECT p.id, p.version, convert_to(p.document, 'UTF8') AS document
  FROM (SELECT array_agg(f.id ORDER BY f.place) AS ids
          FROM (SELECT o.id, row_number() OVER (
                           ORDER BY CASE WHEN :backwards THEN NULL ELSE o.id END,
                                    o.id DESC) AS place
                  FROM ((SELECT c.id FROM customer_organization AS c
                          WHERE c.app_id = :app AND c.created_at <= :as_of
                            AND CASE WHEN :backwards THEN c.id < :edge ELSE c.id > :edge END
                          ORDER BY CASE WHEN :backwards THEN NULL ELSE c.id END, c.id DESC
                          LIMIT :most)
                        UNION
                        (SELECT t.customer_organization
                           FROM customer_organization_owner_time AS t
                          WHERE t.app_id = :app AND t.valid @> :as_of::timestamptz
                            AND CASE WHEN :backwards THEN t.customer_organization < :edge
                                     ELSE t.customer_organization > :edge END
                          ORDER BY CASE WHEN :backwards THEN NULL
                                        ELSE t.customer_organization END,
                                   t.customer_organization DESC
                          LIMIT :most)) AS o
                 ORDER BY 2 LIMIT :most) AS f) AS w
 CROSS JOIN LATERAL customer_organizations_print_at(
       :app, w.ids, :as_of, :page_bytes, :members_bytes) AS p
 ORDER BY p.place;

-- was_there: whether there is an organization, or was one that is deleted by now.
SELECT 1 AS one FROM customer_organization AS o WHERE o.app_id = :app AND o.id = :id
UNION ALL
SELECT 1 FROM customer_organization_owner_time AS t
 WHERE t.app_id = :app AND t.customer_organization = :id
 LIMIT 1;

-- times_on: when companies were in an organization, behind a company and a place: by the
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

-- times_back: the same before a company and a place, the nearest first.
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
