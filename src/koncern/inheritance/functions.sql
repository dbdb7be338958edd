-- Returns what a company itself sets, by field: from the table `setting` (is_beside),
-- from its row, and from its groups, of which it only says that there are some. A NULL
-- value overrides an inherited one with nothing.
CREATE OR REPLACE FUNCTION setting_said(p_app uuid, p_company uuid)
RETURNS TABLE (field text, value jsonb, is_beside boolean) LANGUAGE sql STABLE AS $$
    SELECT s.field, s.value, true
      FROM setting AS s
     WHERE s.app_id = p_app AND s.company = p_company
    UNION ALL
    SELECT 'store_groups', '[]'::jsonb, false
     WHERE EXISTS (SELECT FROM company_store_group AS l
                    WHERE l.app_id = p_app AND l.company = p_company)
    UNION ALL
    SELECT 'customer_groups', '[]'::jsonb, false
     WHERE EXISTS (SELECT FROM company_customer_group AS l
                    WHERE l.app_id = p_app AND l.company = p_company)
    UNION ALL
    SELECT x.field, x.value, false
      FROM company AS c
     CROSS JOIN LATERAL (
            SELECT 'custom_fields.' || e.key, e.value FROM jsonb_each(c.custom_fields) AS e
             UNION ALL
            SELECT 'credit_check', 'true'::jsonb WHERE c.credit_check
           ) AS x (field, value)
     WHERE c.app_id = p_app AND c.id = p_company AND x.value <> 'null'
$$;

-- Returns every inheritable field for the company at the end of a path from the root:
-- the value of the nearest company that sets it.
CREATE OR REPLACE FUNCTION setting_resolved(p_app uuid, p_path uuid[])
RETURNS TABLE (field text, state text, value jsonb, source uuid)
LANGUAGE sql STABLE AS $$
    WITH nearest AS MATERIALIZED (
        SELECT DISTINCT ON (s.field) s.field, s.value, w.company, w.level
          FROM unnest(p_path) WITH ORDINALITY AS w (company, level)
         CROSS JOIN LATERAL setting_said(p_app, w.company) AS s
         ORDER BY s.field, w.level DESC, s.is_beside
    )
    SELECT f.field,
           CASE WHEN n.company IS NULL THEN 'unset'
                WHEN n.level < cardinality(p_path) THEN 'inherited'
                WHEN n.value IS NULL THEN 'blocked'
                ELSE 'own' END,
           CASE WHEN n.value IS NULL OR f.field NOT IN ('store_groups', 'customer_groups')
                THEN n.value
                ELSE (SELECT c.document::jsonb -> f.field FROM company AS c
                       WHERE c.app_id = p_app AND c.id = n.company) END,
           n.company
      FROM inherited_field AS f
      LEFT JOIN nearest AS n ON n.field = f.field
     WHERE f.app_id = p_app
$$;
