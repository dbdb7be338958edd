-- Lists of customers: sorted and filtered by indexes, however many there are.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- A text without regard to case; the same order in every installation.
CREATE FUNCTION caseless(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN casefold(value COLLATE pg_unicode_fast) COLLATE pg_unicode_fast;

-- The addresses of a company's contacts that still get mail. Indexes are kept with no
-- schema in sight but PostgreSQL's own: so this names nothing of ours.
CREATE FUNCTION contact_emails(contacts jsonb) RETURNS text[]
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

-- The two orders in which customers are listed. Archived ones stand apart, so that a
-- list without them does not pass them by one by one. These indexes begin with the app,
-- for the app's list is what is looked up; as they hold customers by `billable_since`,
-- which nobody else asks for, no plan takes them for the key.
CREATE INDEX company_by_creation
    ON company (app_id, num_nonnulls(archived_at), id) INCLUDE (archived_at)
    WHERE billable_since IS NOT NULL;
CREATE INDEX company_by_name
    ON company (app_id, num_nonnulls(archived_at), caseless(name), id)
    WHERE billable_since IS NOT NULL;

-- What customers are found by: a part of their name, a contact's address, their label.
CREATE INDEX company_by_what_is_known ON company USING gin (
    caseless(name) gin_trgm_ops, contact_emails(contacts), label, app_id
) WHERE billable_since IS NOT NULL;

-- How often there is a name, an address: what partial indexes know, plans do not use.
CREATE STATISTICS company_known
    ON (caseless(name)), (contact_emails(contacts)), (num_nonnulls(archived_at))
  FROM company;

-- The custom properties of customers (those of a company's custom fields that are texts),
-- in the order in which customers are listed by one. The rows follow the company's by a
-- trigger, which is why they do not refer to it: to check that would cost each
-- registration more than to write them.
CREATE TABLE custom_property (
    app_id uuid NOT NULL,
    key text COLLATE pg_unicode_fast NOT NULL,
    is_archived integer NOT NULL,
    value text COLLATE pg_unicode_fast NOT NULL,
    company uuid NOT NULL,
    CONSTRAINT custom_property_key PRIMARY KEY (app_id, key, is_archived, value, company)
);

-- Longer keys and values are not sorted by: an index entry has its limits.
CREATE FUNCTION custom_properties(fields jsonb)
RETURNS TABLE (key text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT f.key, left(caseless(f.value #>> '{}'), 300)
      FROM jsonb_each(fields) AS f
     WHERE jsonb_typeof(f.value) = 'string' AND length(f.key) <= 300
     LIMIT 1000
$$;

CREATE FUNCTION custom_property_follow() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER custom_property_begin AFTER INSERT ON company
    FOR EACH ROW WHEN (NEW.custom_fields <> '{}' AND NEW.billable_since IS NOT NULL)
    EXECUTE FUNCTION custom_property_follow();
CREATE TRIGGER custom_property_follow AFTER UPDATE ON company
    FOR EACH ROW WHEN (
        OLD.custom_fields <> NEW.custom_fields
        OR num_nonnulls(OLD.archived_at) <> num_nonnulls(NEW.archived_at)
        OR num_nonnulls(OLD.billable_since) <> num_nonnulls(NEW.billable_since))
    EXECUTE FUNCTION custom_property_follow();

INSERT INTO custom_property (app_id, key, is_archived, value, company)
SELECT c.app_id, p.key, num_nonnulls(c.archived_at), p.value, c.id
  FROM company AS c
 CROSS JOIN LATERAL custom_properties(c.custom_fields) AS p
 WHERE c.billable_since IS NOT NULL;

-- Whether a customer is among those that are asked for; p_name is a pattern of LIKE.
CREATE FUNCTION company_fits(c company, p_name text, p_email text, p_label text)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (p_name IS NULL OR caseless(c.name) LIKE p_name)
       AND (p_email IS NULL OR contact_emails(c.contacts) @> ARRAY[p_email])
       AND (p_label IS NULL OR coalesce(c.label = p_label, false));
END $$;

-- Some of the customers that are asked for, in no order, with what they are sorted by.
-- Planned anew at each call: the best way depends on how many have that name or label.
CREATE FUNCTION company_find(
    p_app uuid, p_company uuid, p_name text, p_email text, p_label text,
    p_with_archived boolean, p_property text, p_most integer
) RETURNS TABLE (id uuid, name text, property text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE concat(
        'SELECT c.id, caseless(c.name), CASE jsonb_typeof(c.custom_fields -> $6)',
        ' WHEN ''string'' THEN left(caseless(c.custom_fields ->> $6), 300) END',
        ' FROM company AS c WHERE c.app_id = $1 AND c.billable_since IS NOT NULL',
        CASE WHEN p_company IS NOT NULL THEN ' AND c.id = $2' END,
        CASE WHEN p_name IS NOT NULL THEN ' AND caseless(c.name) LIKE $3' END,
        CASE WHEN p_email IS NOT NULL
             THEN ' AND contact_emails(c.contacts) @> ARRAY[$4]' END,
        CASE WHEN p_label IS NOT NULL THEN ' AND c.label = $5' END,
        CASE WHEN NOT p_with_archived THEN ' AND c.archived_at IS NULL' END,
        ' LIMIT $7')
    USING p_app, p_company, p_name, p_email, p_label, p_property, p_most;
END $$;

-- Walk past customers in an order, from one on: those that are asked for come back; and
-- if they are less than p_most, the one at which the walk ended because it was long.
-- The order is that of making, of names, or of a custom property; p_lacking lets those by
-- who have that property. Planned anew at each call, and never by sorting: a plan that
-- was made while there were few would later sort all of them for each page.
CREATE FUNCTION company_walk(
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

-- How many customers there are, counted no further than p_most.
CREATE FUNCTION company_count(p_app uuid, p_with_archived boolean, p_most integer)
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
