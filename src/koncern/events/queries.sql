-- append: append one event, and return the number of its transaction, by which one can
-- ask right afterwards whether that was committed.
-- It writes.
SELECT event_append(:app, :type, :subject, :actor_kind, :actor, :request_id, :now,
                    :before, :after, :reason) AS seq,
       pg_current_xact_id()::text AS number;

-- append_each: append one event for each of several things, and return the same number.
-- It writes.
SELECT count(event_append(:app, :type, s.id, :actor_kind, :actor, :request_id, :now,
                          NULL, :after)) AS count,
       pg_current_xact_id()::text AS number
  FROM unnest(:subjects::uuid[]) AS s (id);

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
