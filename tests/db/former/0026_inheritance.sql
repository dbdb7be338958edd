-- Inherited settings: which fields flow down the company tree, and what companies say of
-- them that has no place in their own rows (docs/decisions/0025).

-- A field that flows down in an app.
CREATE TABLE inherited_field (
    app_id uuid NOT NULL,
    field text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT inherited_field_once PRIMARY KEY (app_id, field),
    CONSTRAINT inherited_field_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- What a company says of a field. Nothing, on purpose, is a row without a value: then
-- nothing is inherited. What has its place in the company (credit check, groups, custom
-- fields) is here only as that, and as a credit check that is not wanted.
CREATE TABLE setting (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    field text NOT NULL,
    value jsonb,
    updated_at timestamptz NOT NULL,
    CONSTRAINT setting_key PRIMARY KEY (app_id, company, field),
    CONSTRAINT setting_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);

-- What a company itself says, by field; without a value where it says nothing, on purpose.
-- What lies in the company counts before what is kept of it beside. Of groups it is only
-- told that there are some.
CREATE FUNCTION setting_said(p_app uuid, p_company uuid)
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

-- How it stands with every field that flows down, for whoever stands at the end of a way
-- from a root: what the nearest one on it says counts.
CREATE FUNCTION setting_resolved(p_app uuid, p_path uuid[])
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

-- The way from the root to a company, today (no time named) or at a time; none from before
-- it was there. Above nobody there is nobody.
CREATE FUNCTION tree_path_at(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_company IS NULL THEN '{}'
                WHEN p_at IS NULL THEN tree_path(p_app, 'main', p_company)
                ELSE (SELECT p.path FROM place_at(p_app, p_company, p_at) AS p) END
$$;
