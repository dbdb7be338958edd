-- Returns the companies created or updated in a span of time together with the other
-- time, by which the caller sorts. PostgreSQL inlines it and reads one index only;
-- OFFSET 0 stops the planner from walking the other index, where the matching rows may
-- stand at the end.
CREATE OR REPLACE FUNCTION search_span(
    p_app uuid, p_by text, p_created_from timestamptz, p_created_to timestamptz,
    p_updated_from timestamptz, p_updated_to timestamptz
) RETURNS TABLE (
    company uuid, created_at timestamptz, updated_at timestamptz, by_time timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT s.company, s.created_at, s.updated_at, s.updated_at
      FROM company_search AS s
     WHERE p_by = 'created' AND s.app_id = p_app
       AND s.created_at >= p_created_from AND s.created_at < p_created_to
       AND (s.updated_at >= p_updated_from AND s.updated_at < p_updated_to) IS TRUE
    UNION ALL
    SELECT s.company, s.created_at, s.updated_at, s.created_at
      FROM company_search AS s
     WHERE p_by = 'updated' AND s.app_id = p_app
       AND s.updated_at >= p_updated_from AND s.updated_at < p_updated_to
       AND (s.created_at >= p_created_from AND s.created_at < p_created_to) IS TRUE
    OFFSET 0
$$;
