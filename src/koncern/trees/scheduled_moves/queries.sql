-- find: one scheduled move.
SELECT m.id, m.version, m.hierarchy, m.company AS company_id, m.parent AS parent_id,
       m.effective_at, m.reason, m.state, m.failure, m.failure_detail, m.created_at, m.updated_at
  FROM scheduled_move AS m
 WHERE m.app_id = :app AND m.id = :id;

-- page_on: the app's scheduled moves made before one, newest first.
SELECT m.id, m.version, m.hierarchy, m.company AS company_id, m.parent AS parent_id,
       m.effective_at, m.reason, m.state, m.failure, m.failure_detail, m.created_at, m.updated_at
  FROM scheduled_move AS m
 WHERE m.app_id = :app AND m.id < :edge AND (:state::text IS NULL OR m.state = :state)
   AND (:hierarchy::text IS NULL OR m.hierarchy = :hierarchy)
 ORDER BY m.id DESC
 LIMIT :most;

-- page_back: the app's scheduled moves made after one, nearest first.
SELECT m.id, m.version, m.hierarchy, m.company AS company_id, m.parent AS parent_id,
       m.effective_at, m.reason, m.state, m.failure, m.failure_detail, m.created_at, m.updated_at
  FROM scheduled_move AS m
 WHERE m.app_id = :app AND m.id > :edge AND (:state::text IS NULL OR m.state = :state)
   AND (:hierarchy::text IS NULL OR m.hierarchy = :hierarchy)
 ORDER BY m.id
 LIMIT :most;

-- of_company: the newest hundred of a company's scheduled moves.
SELECT m.id, m.version, m.hierarchy, m.company AS company_id, m.parent AS parent_id,
       m.effective_at, m.reason, m.state, m.failure, m.failure_detail, m.created_at, m.updated_at
  FROM scheduled_move AS m
 WHERE m.app_id = :app AND m.company = :company
   AND (:state::text IS NULL OR m.state = :state)
   AND (:hierarchy::text IS NULL OR m.hierarchy = :hierarchy)
 ORDER BY m.id DESC
 LIMIT 100;

-- add: write a move down that is to take effect later.
INSERT INTO scheduled_move (app_id, hierarchy, company, parent, effective_at, reason,
                            created_at, updated_at)
VALUES (:app, :hierarchy, :company, :parent, :effective_at, :reason, :now, :now)
RETURNING id, version, hierarchy, company AS company_id, parent AS parent_id,
          effective_at, reason, state, failure, failure_detail, created_at, updated_at;

-- change: change where a company is to move, and when; a move that was due is no longer
-- changed.
UPDATE scheduled_move
   SET parent = :parent, effective_at = :effective_at, reason = :reason,
       version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id AND state = 'pending'
RETURNING id, version, hierarchy, company AS company_id, parent AS parent_id,
          effective_at, reason, state, failure, failure_detail, created_at, updated_at;

-- set_state: end a pending move.
UPDATE scheduled_move
   SET state = :state, failure = :failure, failure_detail = :failure_detail,
       version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :id AND state = 'pending'
RETURNING id, version, hierarchy, company AS company_id, parent AS parent_id,
          effective_at, reason, state, failure, failure_detail, created_at, updated_at;

-- look_back: which parent a company has right before a time, and since when it would
-- stand below itself if it kept it.
SELECT p.parent,
       placement_circle(:app, :hierarchy, :company, p.parent, tstzrange(:since,
           placement_until(:app, :hierarchy, :company, :since))) AS circle_at
  FROM placement_parent(:app, :hierarchy, :company,
                        :since::timestamptz - interval '1 microsecond') AS p (parent);

-- claim_worker: be the only worker that carries moves of this app out, or get no row. It
-- waits a second for what others hold, and not longer: other apps have plans as well.
SELECT w.is_ours, set_config('lock_timeout', '1s', true)
  FROM lock_try(:app, 'move_job') AS w (is_ours)
 WHERE w.is_ours;

-- next_due: the move of this app whose time came first, but for some.
SELECT m.id
  FROM scheduled_move AS m
 WHERE m.app_id = :app AND m.state = 'pending' AND m.effective_at <= :now
   AND m.id <> ALL (:passed_over::uuid[])
 ORDER BY m.effective_at, m.id
 LIMIT 1;

-- due_of_every_app: the apps that have a move whose time has come.
SELECT DISTINCT m.app_id
  FROM scheduled_move AS m
 WHERE m.state = 'pending' AND m.effective_at <= :now
 LIMIT 1000;
