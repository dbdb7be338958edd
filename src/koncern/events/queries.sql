-- append: write down one thing that happened, in the transaction that did it; return its
-- number, which is good for asking right afterwards whether it was committed.
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                   happened_at, before, after, reason)
VALUES (:app, :type, :subject, :actor_kind, :actor, :request_id,
        :now, :before, :after, :reason)
RETURNING transaction::text AS number;

-- append_each: write down that the same happened to several things; return its number.
WITH happened AS (
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    SELECT :app, :type, unnest(:subjects::uuid[]), :actor_kind, :actor, :request_id,
           :now, :after)
SELECT pg_current_xact_id()::text AS number;

-- of_subject: what happened to one thing, oldest first.
SELECT seq, id, type, subject, actor_kind, actor, request_id, happened_at,
       before, after, reason
  FROM event
 WHERE app_id = :app AND subject = :subject
 ORDER BY seq;

-- has_recorded: whether a request's transaction is among the latest that wrote anything:
-- events are there if and only if all else that it did is.
SELECT FROM (
    SELECT request_id, happened_at FROM event
     WHERE app_id = :app ORDER BY seq DESC LIMIT 50000) AS e
 WHERE e.request_id = :request_id AND e.happened_at = :happened_at
 LIMIT 1;
