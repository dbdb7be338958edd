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

-- find_request: whether what a request did at some time is among the latest that happened,
-- and whether these go back far enough to tell.
SELECT bool_or(e.request_id = :request_id AND e.happened_at = :at) AS is_there,
       count(*) < :most OR min(e.happened_at) < :at - interval '1 min' AS is_enough
  FROM (SELECT request_id, happened_at FROM event
         WHERE app_id = :app ORDER BY seq DESC LIMIT :most) AS e;
