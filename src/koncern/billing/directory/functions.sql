-- Returns the addresses of a company's contacts that still get mail.
CREATE OR REPLACE FUNCTION contact_emails(contacts jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    emails text[] := '{}';
    contact jsonb;
BEGIN
    FOR contact IN SELECT jsonb_array_elements(contacts) LOOP
        IF NOT contact ? 'archivedAt' THEN
            emails := emails
                || casefold((contact ->> 'email') COLLATE pg_unicode_fast);
        END IF;
    END LOOP;
    RETURN emails;
END $$;

-- Returns the custom properties by which customers are listed and sorted. Longer keys
-- and values are left out or cut, because an index entry has a maximum size.
CREATE OR REPLACE FUNCTION custom_properties(fields jsonb)
RETURNS TABLE (key text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT f.key, left(caseless(f.value #>> '{}'), 300)
      FROM jsonb_each(fields) AS f
     WHERE jsonb_typeof(f.value) = 'string' AND length(f.key) <= 300
     LIMIT 1000
$$;

-- Keeps the table custom_property equal to the custom fields of each customer.
CREATE OR REPLACE FUNCTION custom_property_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_key text;
    old_value text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR old_key, old_value IN
            SELECT p.key, p.value FROM custom_properties(OLD.custom_fields) AS p
        LOOP
            DELETE FROM custom_property AS p
             WHERE p.app_id = OLD.app_id AND p.key = old_key
               AND p.is_archived = num_nonnulls(OLD.archived_at)
               AND p.value = old_value AND p.company = OLD.id;
        END LOOP;
    END IF;
    IF NEW.billable_since IS NOT NULL THEN
        INSERT INTO custom_property (app_id, key, is_archived, value, company)
        SELECT NEW.app_id, p.key, num_nonnulls(NEW.archived_at), p.value, NEW.id
          FROM custom_properties(NEW.custom_fields) AS p;
    END IF;
    RETURN NULL;
END $$;

-- Tells whether a customer matches the filters; p_name is a pattern for LIKE.
CREATE OR REPLACE FUNCTION company_fits(c company, p_name text, p_email text, p_label text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (p_name IS NULL OR caseless(c.name) LIKE p_name)
       AND (p_email IS NULL OR contact_emails(c.contacts) @> ARRAY[p_email])
       AND (p_label IS NULL OR coalesce(c.label = p_label, false));
END $$;

-- Reads customers in an order from one on, and returns those that match the filters. If
-- fewer than p_most match, it also returns the customer at which the walk ended. The
-- order is creation, name or a custom property; p_lacking also lists those without that
-- property. It is planned at each call and never sorts: a plan made for a small table
-- would later sort all customers for each page.
CREATE OR REPLACE FUNCTION company_walk(
    p_app uuid, p_order text, p_up boolean, p_edge_value text, p_edge uuid,
    p_property text, p_lacking text, p_name text, p_email text, p_label text,
    p_with_archived boolean, p_walked integer, p_most integer
) RETURNS TABLE (id uuid, value text, is_end boolean) LANGUAGE plpgsql STABLE
SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    beyond text := CASE WHEN p_up THEN '>' ELSE '<' END;
    direction text := CASE WHEN p_up THEN 'ASC' ELSE 'DESC' END;
    fits text := concat_ws(' AND ', 'true',
        CASE WHEN num_nonnulls(p_name, p_email, p_label) > 0
             THEN 'company_fits(c, $5, $6, $7)' END,
        CASE WHEN p_lacking IS NOT NULL
             THEN 'coalesce(jsonb_typeof(c.custom_fields -> $4) <> ''string'', true)' END);
    in_order text := concat(
        ' ORDER BY ', CASE WHEN p_order <> 'id' THEN '2 ' || direction || ', ' END,
        '1 ', direction, ' LIMIT $8');
    those text;
    way text;
BEGIN
    IF p_order = 'property' THEN
        way := concat(
            '(SELECT p.company, p.value, (SELECT ', fits, ' FROM company AS c',
            ' WHERE c.app_id = p.app_id AND c.id = p.company)',
            ' FROM custom_property AS p WHERE p.app_id = $1 AND p.key = $4',
            ' AND p.is_archived = %s AND (p.value, p.company) ', beyond, ' ($2, $3)',
            in_order, ')');
    ELSE
        those := CASE p_order WHEN 'name' THEN '(caseless(c.name), c.id) %s ($2, $3)'
                              ELSE 'c.id %s $3' END;
        way := concat(
            '(SELECT c.id, ', CASE p_order WHEN 'name' THEN 'caseless(c.name)'
                                          ELSE 'NULL::text' END, ', ', fits,
            ' FROM company AS c WHERE c.app_id = $1 AND c.billable_since IS NOT NULL',
            ' AND num_nonnulls(c.archived_at) = %s AND ', format(those, beyond),
            in_order, ')');
    END IF;
    RETURN QUERY EXECUTE concat(
        'WITH walked (id, value, fits) AS MATERIALIZED (SELECT * FROM (',
        format(way, 0), CASE WHEN p_with_archived THEN ' UNION ALL ' || format(way, 1) END,
        ') AS w (id, value, fits)', in_order, '), ',
        'found AS MATERIALIZED (SELECT * FROM walked AS w WHERE w.fits LIMIT $9) ',
        'SELECT f.id, f.value, false FROM found AS f UNION ALL ',
        '(SELECT w.id, w.value, true FROM walked AS w ',
        'WHERE (SELECT count(*) FROM found) < $9 OFFSET $8 - 1)')
    USING p_app, p_edge_value, p_edge, coalesce(p_lacking, p_property), p_name, p_email,
          p_label, p_walked, p_most;
END $$;

-- Counts the customers of an app, and stops at p_most.
CREATE OR REPLACE FUNCTION company_count(p_app uuid, p_with_archived boolean, p_most integer)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    total bigint := 0;
    more bigint;
BEGIN
    FOR is_archived IN 0 .. p_with_archived::integer LOOP
        EXECUTE 'SELECT count(*) FROM (SELECT FROM company AS c'
            ' WHERE c.app_id = $1 AND c.billable_since IS NOT NULL'
            ' AND num_nonnulls(c.archived_at) = $2 LIMIT $3) AS c'
           INTO more USING p_app, is_archived, p_most;
        total := total + more;
    END LOOP;
    RETURN total;
END $$;

-- Finds customers by id, name, email address or label. A search by name or email
-- address reads the search index first.
CREATE OR REPLACE FUNCTION company_find(
    p_app uuid, p_company uuid, p_name text, p_text text, p_email text, p_label text,
    p_with_archived boolean, p_property text, p_most integer
) RETURNS TABLE (id uuid, name text, property text) LANGUAGE plpgsql STABLE
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    is_searched constant boolean := p_company IS NULL AND p_label IS NULL
        AND num_nonnulls(p_name, p_email) > 0;
    part constant text := search_pattern(p_text, starts_with(p_name, '%'));
    term tsquery;
BEGIN
    -- Capitals of other letters are not the same there as here.
    IF octet_length(p_email) = length(p_email) THEN
        term := array_to_tsvector(
            ARRAY[search_code(p_app) || 'e' || search_email(p_email)])::text::tsquery;
    END IF;
    RETURN QUERY EXECUTE concat(
        'SELECT c.id, caseless(c.name), CASE jsonb_typeof(c.custom_fields -> $6)',
        ' WHEN ''string'' THEN left(caseless(c.custom_fields ->> $6), 300) END',
        ' FROM company AS c',
        CASE WHEN is_searched THEN
            ' JOIN search_candidates($1, $8, $9) AS k ON k.company = c.id' END,
        ' WHERE c.app_id = $1 AND c.billable_since IS NOT NULL',
        CASE WHEN p_company IS NOT NULL THEN ' AND c.id = $2' END,
        CASE WHEN p_name IS NOT NULL THEN ' AND caseless(c.name) LIKE $3' END,
        CASE WHEN p_email IS NOT NULL
             THEN ' AND contact_emails(c.contacts) @> ARRAY[$4]' END,
        CASE WHEN p_label IS NOT NULL THEN ' AND c.label = $5' END,
        CASE WHEN NOT p_with_archived THEN ' AND c.archived_at IS NULL' END,
        ' LIMIT $7')
    USING p_app, p_company, p_name, p_email, p_label, p_property, p_most, part,
          term;
END $$;
