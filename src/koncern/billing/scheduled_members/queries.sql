-- lock_company: let nobody rename or archive a company meanwhile; companies are locked
-- before organizations.
SELECT c.id FROM company AS c WHERE c.app_id = :app AND c.id = :company FOR SHARE;

-- lock: find an organization, and keep others from changing it and its plans meanwhile.
SELECT o.id, o.owner FROM customer_organization AS o
 WHERE o.app_id = :app AND o.id = :id
   FOR UPDATE;

-- look: what can stand against a company's joining or leaving an organization, as it is
-- today.
SELECT EXISTS (SELECT FROM company AS c
                WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}')
           AS is_billable,
       EXISTS (SELECT FROM company AS c
                WHERE c.app_id = :app AND c.id = :company AND c.archived_at IS NOT NULL)
           AS is_archived,
       EXISTS (SELECT FROM customer_organization_member AS m
                WHERE m.app_id = :app AND m.customer_organization = :id
                  AND m.company = :company) AS is_member,
       cardinality(customer_organization_owners_among(
           :app, ARRAY[:company::uuid], :owner)) > 0 AS owns_owner;

-- plans: a company's pending changes in an organization, the earliest first.
SELECT s.id, s.change, s.effective_at
  FROM scheduled_member AS s
 WHERE s.app_id = :app AND s.customer_organization = :id AND s.company = :company
   AND s.state = 'pending'
 ORDER BY s.effective_at, s.id;

-- find: one scheduled change.
SELECT s.id, s.version, s.customer_organization, s.company, s.change, s.effective_at,
       s.reason, s.state, s.failure, s.failure_detail, s.created_at, s.updated_at
  FROM scheduled_member AS s
 WHERE s.app_id = :app AND s.id = :id;

-- page_on: an organization's scheduled changes made before one, newest first.
SELECT s.id, s.version, s.customer_organization, s.company, s.change, s.effective_at,
       s.reason, s.state, s.failure, s.failure_detail, s.created_at, s.updated_at
  FROM scheduled_member AS s
 WHERE s.app_id = :app AND s.customer_organization = :id AND s.id < :edge
   AND (:state::text IS NULL OR s.state = :state)
 ORDER BY s.id DESC
 LIMIT :most;

-- page_back: an organization's scheduled changes made after one, nearest first.
SELECT s.id, s.version, s.customer_organization, s.company, s.change, s.effective_at,
       s.reason, s.state, s.failure, s.failure_detail, s.created_at, s.updated_at
  FROM scheduled_member AS s
 WHERE s.app_id = :app AND s.customer_organization = :id AND s.id > :edge
   AND (:state::text IS NULL OR s.state = :state)
 ORDER BY s.id
 LIMIT :most;

-- add: write down who is to join or leave later.
INSERT INTO scheduled_member (app_id, customer_organization, company, change,
                              effective_at, reason, created_at, updated_at)
VALUES (:app, :id, :company, :change, :effective_at, :reason, :now, :now)
RETURNING id, version, customer_organization, company, change, effective_at, reason,
          state, failure, failure_detail, created_at, updated_at;

-- change: reschedule a pending change.
UPDATE scheduled_member
   SET effective_at = :effective_at, reason = :reason, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :id AND state = 'pending'
RETURNING id, version, customer_organization, company, change, effective_at, reason,
          state, failure, failure_detail, created_at, updated_at;

-- close: give a pending change its last state.
UPDATE scheduled_member
   SET state = :state, failure = :failure, failure_detail = :failure_detail,
       version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id AND state = 'pending'
RETURNING id, version, customer_organization, company, change, effective_at, reason,
          state, failure, failure_detail, created_at, updated_at;

-- look_at_joining: who owns an organization, and since when a company that joins it as
-- planned is a member: since that time, or since it left last, if that is later.
SELECT (SELECT o.owner FROM customer_organization AS o
         WHERE o.app_id = :app AND o.id = :id) AS owner,
       greatest(:effective_at::timestamptz, max(upper(t.valid))) AS joins_at
  FROM customer_organization_member_time AS t
 WHERE t.app_id = :app AND t.customer_organization = :id AND t.company = :company;

-- claim_worker: be the only worker that carries changes of this app out, or get no row. It
-- waits a second for what others hold, and not longer: other apps have plans as well.
SELECT w.is_ours, set_config('lock_timeout', '1s', true)
  FROM lock_try(:app, 'member_job') AS w (is_ours)
 WHERE w.is_ours;

-- next_due: the change of this app whose time came first, but for some, and for those of
-- the same companies in the same organizations behind them.
SELECT s.id
  FROM scheduled_member AS s
 WHERE s.app_id = :app AND s.state = 'pending' AND s.effective_at <= :now
   AND s.id <> ALL (:passed_over::uuid[])
   AND NOT EXISTS (SELECT FROM scheduled_member AS e
                    WHERE e.app_id = :app AND e.id = ANY (:passed_over)
                      AND e.customer_organization = s.customer_organization
                      AND e.company = s.company)
 ORDER BY s.effective_at, s.id
 LIMIT 1;

-- due_of_every_app: the apps that have a change whose time has come.
SELECT DISTINCT s.app_id
  FROM scheduled_member AS s
 WHERE s.state = 'pending' AND s.effective_at <= :now
 LIMIT 1000;
