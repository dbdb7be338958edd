-- Refuses an alias that is the id of another company. The length is tested first,
-- because it rules out most aliases at once.
CREATE OR REPLACE FUNCTION alias_is_no_others_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF length(NEW.value) = 36
       AND NEW.value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
        IF EXISTS (SELECT FROM company AS c
                    WHERE c.app_id = NEW.app_id AND c.id = NEW.value::uuid
                      AND c.id <> NEW.company) THEN
            RAISE unique_violation USING CONSTRAINT = 'alias_taken',
                MESSAGE = 'the alias is the id of another company';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Returns the company, other than p_except, that has a text as its alias or as its id.
-- A user gets its id and name only if they see its place in the tree.
CREATE OR REPLACE FUNCTION alias_holder(p_app uuid, p_value text, p_except uuid, p_user uuid)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
               'alias', p_value,
               'id', CASE WHEN s.is_seen THEN c.id END,
               'name', CASE WHEN s.is_seen THEN c.name END)
      FROM company AS c
     CROSS JOIN LATERAL (
            SELECT p_user IS NULL OR place_is_seen(p_app, p_user, c.id)) AS s (is_seen)
     WHERE c.app_id = p_app AND c.id <> p_except
       AND c.id = coalesce(
           (SELECT a.company FROM alias AS a
             WHERE a.app_id = p_app AND a.value = p_value),
           CASE WHEN p_value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                THEN p_value::uuid END)
$$;
