-- The same as before (0006), but that aliases are added in their own order: so of two who
-- want the same ones one waits for the other. Their ids keep the order that was given.
CREATE OR REPLACE FUNCTION company_add(
    p_facts jsonb, p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS SETOF company LANGUAGE plpgsql AS $$
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    made company;
BEGIN
    IF p_tags <> '{}' THEN
        INSERT INTO company_tag (app_id, company, tag)
        SELECT c.app_id, c.id, unnest(p_tags);
    END IF;
    IF p_customer_groups <> '{}' THEN
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT c.app_id, c.id, unnest(p_customer_groups);
    END IF;
    IF p_store_groups <> '{}' THEN
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT c.app_id, c.id, unnest(p_store_groups);
    END IF;
    IF p_aliases <> '{}' THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        SELECT c.app_id, a.id, c.id, a.value,
               a.value IS NOT DISTINCT FROM p_external_ref, c.created_at
          FROM (SELECT uuidv7() AS id, u.value
                  FROM unnest(p_aliases) AS u (value)) AS a
         ORDER BY a.value;
    END IF;
    INSERT INTO company SELECT c.* ON CONFLICT DO NOTHING RETURNING * INTO made;
    IF NOT FOUND THEN
        DELETE FROM company_tag AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_customer_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_store_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM alias AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        RETURN;
    END IF;
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    VALUES (made.app_id, 'company.created', made.id, p_actor_kind, p_actor,
            p_request_id, made.created_at, made.document::json);
    RETURN NEXT made;
END $$;
