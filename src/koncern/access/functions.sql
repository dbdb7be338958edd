-- Tells whether a user sees the place of a company: they belong to it, or are an admin
-- of a company above it. The tree of today decides, also when another time is asked
-- for.
CREATE OR REPLACE FUNCTION place_is_seen(p_app uuid, p_user uuid, p_company uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p_company)
    OR EXISTS (
        SELECT FROM ancestry AS a
         CROSS JOIN unnest(a.path) AS above (company)
          JOIN membership AS m
            ON m.app_id = p_app AND m."user" = p_user AND m.company = above.company
         WHERE a.app_id = p_app AND a.hierarchy = 'main' AND a.company = p_company
           AND m.level IN ('admin', 'super-admin'))
$$;
