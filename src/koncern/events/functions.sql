-- Appends one thing that happened, in the transaction that did it, and returns its place
-- among the events of the app. Nothing else writes events.
CREATE OR REPLACE FUNCTION event_append(
    p_app uuid, p_type text, p_subject uuid, p_actor_kind text, p_actor text,
    p_request_id text, p_happened_at timestamptz, p_before json, p_after json,
    p_reason text DEFAULT NULL
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at,
                       before, after, reason)
    VALUES (p_app, p_type, p_subject, p_actor_kind, p_actor, p_request_id, p_happened_at,
            p_before, p_after, p_reason)
    RETURNING seq INTO place;
    RETURN place;
END $$;

-- Refuses to change or delete an event.
CREATE OR REPLACE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event is never changed';
END $$;
