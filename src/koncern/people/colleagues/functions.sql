-- Returns the first few companies that a user belongs to, with their place in each:
-- those that a viewer also belongs to, or all if p_viewer is NULL.
CREATE OR REPLACE FUNCTION user_places(p_app uuid, p_user uuid, p_viewer uuid) RETURNS json
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(json_agg(row_to_json(p)), '[]') FROM (
        SELECT c.id, c.name, c.organisation_number, c.status,
               m.level, r.slug AS role, r.name AS role_name
          FROM membership AS m
          JOIN company AS c ON c.app_id = p_app AND c.id = m.company
          LEFT JOIN role AS r ON r.app_id = p_app AND r.id = m.role
         WHERE m.app_id = p_app AND m."user" = p_user
           AND (p_viewer IS NULL OR EXISTS (
                SELECT FROM membership AS v
                 WHERE v.app_id = p_app AND v."user" = p_viewer
                   AND v.company = m.company))
         ORDER BY m.company
         LIMIT 20) AS p
$$;
