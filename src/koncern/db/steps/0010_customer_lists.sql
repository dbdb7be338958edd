-- Lists of customers: sorted and filtered by indexes, however many there are.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- A text without regard to case; the same order in every installation.
CREATE FUNCTION caseless(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN casefold(value COLLATE pg_unicode_fast) COLLATE pg_unicode_fast;

-- The addresses of a company's contacts that still get mail.
CREATE FUNCTION contact_emails(contacts jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    emails text[] := '{}';
    contact jsonb;
BEGIN
    FOR contact IN SELECT jsonb_array_elements(contacts) LOOP
        IF NOT contact ? 'archivedAt' THEN
            emails := emails || caseless(contact ->> 'email');
        END IF;
    END LOOP;
    RETURN emails;
END $$;

-- The two orders in which customers are listed. Archived ones stand apart, so that a
-- list without them does not pass them by one by one. These indexes begin with the app,
-- for the app's list is what is looked up; as they hold customers by `billable_since`,
-- which nobody else asks for, no plan takes them for the key.
CREATE INDEX company_by_creation
    ON company (app_id, num_nonnulls(archived_at), id)
    WHERE billable_since IS NOT NULL;
CREATE INDEX company_by_name
    ON company (app_id, num_nonnulls(archived_at), caseless(name), id)
    WHERE billable_since IS NOT NULL;

-- What customers are found by: a part of their name, a contact's address, their label.
CREATE INDEX company_by_what_is_known ON company USING gin (
    caseless(name) gin_trgm_ops, contact_emails(contacts), label, app_id
) WHERE billable_since IS NOT NULL;

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

-- Whether custom fields are without a property; without any that is asked for, they are.
CREATE FUNCTION is_without(fields jsonb, key text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(jsonb_typeof(fields -> key) <> 'string', true);

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
        CASE WHEN NOT p_with_archived THEN ' AND num_nonnulls(c.archived_at) = 0' END,
        ' LIMIT $7')
    USING p_app, p_company, p_name, p_email, p_label, p_property, p_most;
END $$;
