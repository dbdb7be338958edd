-- append: write down one thing that happened, in the transaction that did it.
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                   happened_at, before, after, reason)
VALUES (:app, :type, :subject, :actor_kind, :actor, :request_id,
        :now, :before, :after, :reason);

-- append_each: write down that the same happened to several things.
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                   happened_at, after)
SELECT :app, :type, unnest(:subjects::uuid[]), :actor_kind, :actor, :request_id,
       :now, :after;

-- of_subject: what happened to one thing, oldest first.
SELECT seq, id, type, subject, actor_kind, actor, request_id, happened_at,
       before, after, reason
  FROM event
 WHERE app_id = :app AND subject = :subject
 ORDER BY seq;
