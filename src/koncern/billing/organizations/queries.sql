-- lock_owning: let nobody else become an owner, or add members, meanwhile.
SELECT lock(:app, 'ownership');

-- lock_customers: those of some companies that are customers; nobody renames or archives
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

-- put: add companies to an organization, or make them its only members, and record who came
-- and went; it is printed in so many bytes, or not at all.
-- It writes.
SELECT p.outcome, p.offenders, p.new_version, convert_to(p.document, 'UTF8') AS document,
       CASE WHEN p.change IS NOT NULL THEN
            event_append(:app, 'customer_organization.members_changed', :id, :actor_kind,
                         :actor, :request_id, :now, NULL, p.change) END AS event
  FROM customer_organization_put(
       :app, :id, :companies, :replace, :version, :now, :effective_at, :organizations,
       :members_bytes) AS p;

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
       NULL, NULL, :page_bytes, :members_bytes) AS p;

-- page_back: the organizations before an id, nearest first, until they fill the page.
SELECT p.id, p.version, convert_to(p.document, 'UTF8') AS document
  FROM customer_organizations_print(
       :app, ARRAY(SELECT o.id FROM customer_organization AS o
                    WHERE o.app_id = :app AND o.id < :edge
                    ORDER BY o.id DESC LIMIT :most),
       NULL, NULL, :page_bytes, :members_bytes) AS p;

-- lock: find one organization and keep others from changing it meanwhile; what it
-- holds is for a statement of its own, which sees what those before have changed.
SELECT version, owner
  FROM customer_organization
 WHERE app_id = :app AND id = :id
   FOR UPDATE;

-- remove_member: take one company out of an organization, at a time or now.
-- It writes.
SELECT version
  FROM customer_organization_remove_member(:app, :id, :company, :now, :effective_at)
       AS r (version)
 WHERE version IS NOT NULL;

-- remove: delete an organization with its members.
-- It writes.
SELECT customer_organization_delete(:app, :id);

-- hand_over: give an organization another owner.
-- It writes.
SELECT customer_organization_hand_over(:app, :id, :owner, :now) AS version;

-- owning_members: which members of an organization own a company, directly or not.
SELECT unnest(customer_organization_owners_among(:app, ARRAY(
           SELECT m.company FROM customer_organization_member AS m
            WHERE m.app_id = :app AND m.customer_organization = :id
       ), :owner)) AS id;

-- lock_oldest_owned_by: the first organization that a company made its own; one that
-- is deleted or handed over meanwhile is passed by.
SELECT id
  FROM customer_organization
 WHERE app_id = :app AND owner = :owner
 ORDER BY id
 LIMIT 1
   FOR UPDATE;

-- lock_around: lock all organizations that a company is in, or that it or its parents
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
 CROSS JOIN LATERAL customer_organizations_print(
       :app, w.ids, NULL, :as_of, :page_bytes, :members_bytes) AS p
 ORDER BY p.place;

-- was_there: whether there is an organization, or was one that is deleted by now.
SELECT 1 AS one FROM customer_organization AS o WHERE o.app_id = :app AND o.id = :id
UNION ALL
SELECT 1 FROM customer_organization_owner_time AS t
 WHERE t.app_id = :app AND t.customer_organization = :id
 LIMIT 1;
