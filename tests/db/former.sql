-- The schema that steps 0001 to 0046 and the files of functions and triggers made, and the
-- rows of `migration`: pg_dump of a database that `koncern migrate` of d9e89f0 had made.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

CREATE TYPE public.company_printed AS (
	app_id uuid,
	archived_at text,
	attributes jsonb,
	billing_address jsonb,
	billing_missing text[],
	billing_ready boolean,
	comment text,
	contact_name text,
	created_at text,
	credit_check boolean,
	custom_fields jsonb,
	customer_groups json,
	email text,
	external_ref text,
	files json,
	id uuid,
	invoice_email text,
	label text,
	name text,
	organisation_number text,
	parent_id uuid,
	phone text,
	shipping_address jsonb,
	status text,
	store_groups json,
	tags json,
	tax_id_vat_number text,
	tax_status text,
	updated_at text,
	url text
);

CREATE TYPE public.customer_group_printed AS (
	id uuid,
	name text,
	slug text
);

CREATE DOMAIN public.membership_level AS text
	CONSTRAINT membership_level_known CHECK ((VALUE = ANY (ARRAY['default'::text, 'admin'::text, 'super-admin'::text])));

CREATE TYPE public.registration_outcome AS (
	outcome text,
	document text,
	other json,
	needs_approval boolean,
	roles text[],
	parent uuid,
	parent_is_archived boolean,
	tags uuid[],
	tag_slugs text[],
	customer_groups uuid[],
	customer_group_slugs text[],
	store_groups uuid[],
	store_group_slugs text[],
	default_tax_status text
);

CREATE TYPE public.store_group_printed AS (
	country_of_sale text,
	created_at text,
	description text,
	id uuid,
	name text,
	slug text,
	store_type text,
	updated_at text
);

CREATE TYPE public.tag_printed AS (
	id uuid,
	key text,
	name text
);

CREATE FUNCTION public.actor_told(p_app uuid, p_kind text, p_actor text) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE p_kind
        WHEN 'user' THEN (
            SELECT json_build_object(
                       'kind', p_kind, 'id', p_actor, 'email', u.email,
                       'name', nullif(concat_ws(' ', u.first_name, u.last_name), ''))
              FROM "user" AS u
             WHERE u.app_id = p_app AND u.id = p_actor::uuid)
        WHEN 'credential' THEN (
            SELECT json_build_object(
                       'kind', p_kind, 'id', p_actor, 'email', NULL, 'name', k.name)
              FROM credential AS k
             WHERE k.app_id = p_app AND k.client_id = p_actor)
        ELSE json_build_object(
                 'kind', p_kind, 'id', p_actor, 'email', NULL, 'name', NULL)
    END
$$;

CREATE FUNCTION public.address_restriction_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM address_restriction AS r
     WHERE r.app_id = NEW.app_id AND r.company = NEW.id
       AND NOT EXISTS (
           SELECT FROM jsonb_array_elements(
                           NEW.billing_address || NEW.shipping_address) AS a
            WHERE a ->> 'id' = r.address::text);
    RETURN NULL;
END $$;

CREATE FUNCTION public.alias_holder(p_app uuid, p_value text, p_except uuid, p_user uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $_$
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
$_$;

CREATE FUNCTION public.alias_is_no_others_id() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
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
END $_$;

CREATE FUNCTION public.ancestry_move(p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    old uuid[] := tree_path(p_app, p_hierarchy, p_company);
    above uuid[] := '{}';
    new uuid[];
    moved integer;
BEGIN
    IF p_parent IS NOT NULL THEN
        above := tree_path(p_app, p_hierarchy, p_parent);
    END IF;
    IF p_company = ANY (above) THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself';
    END IF;
    new := above || p_company;
    SELECT coalesce(max(a.below), 0) + 1 INTO moved FROM ancestry AS a
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = p_company;
    UPDATE ancestry AS a
       SET below = a.below - moved,
           children = a.children - (a.company = old[cardinality(old) - 1])::integer
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy
       AND a.company = ANY (old[:cardinality(old) - 1]);
    IF moved > 1 THEN
        UPDATE ancestry AS a SET path = new || a.path[cardinality(old) + 1:]
         WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.path > old
           AND a.path < old || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid;
    END IF;
    INSERT INTO ancestry (app_id, hierarchy, company, path)
    VALUES (p_app, p_hierarchy, p_company, new)
        ON CONFLICT ON CONSTRAINT ancestry_key DO UPDATE SET path = EXCLUDED.path;
    IF cardinality(above) = 1 THEN
        INSERT INTO ancestry (app_id, hierarchy, company, path)
        VALUES (p_app, p_hierarchy, p_parent, above)
            ON CONFLICT ON CONSTRAINT ancestry_key DO NOTHING;
    END IF;
    UPDATE ancestry AS a
       SET below = a.below + moved,
           children = a.children + (a.company = p_parent)::integer
     WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = ANY (above);
END $$;

CREATE FUNCTION public.app_has_main_hierarchy() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
    VALUES (NEW.app_id, 'main', 'Main', NEW.created_at, NEW.created_at);
    RETURN NULL;
END $$;

CREATE FUNCTION public.billing_missing(addresses jsonb, tax_status text, contacts jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
DECLARE
    a jsonb := invoice_address(addresses);
    missing text[] := '{}';
BEGIN
    IF a IS NULL
       OR '' IN (coalesce(a ->> 'street_address', ''), coalesce(a ->> 'city', ''),
                 coalesce(a ->> 'postal_code', ''), coalesce(a ->> 'country', '')) THEN
        missing := missing || 'billing_address'::text;
    END IF;
    IF tax_status IS NULL THEN
        missing := missing || 'tax_status'::text;
    END IF;
    IF NOT jsonb_path_exists(contacts,
               '$[*] ? (@.billingPreference == "PRIMARY" && !exists(@.archivedAt))') THEN
        missing := missing || 'primary_contact'::text;
    END IF;
    RETURN missing;
END $_$;

CREATE FUNCTION public.caseless(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (casefold((value COLLATE pg_unicode_fast)) COLLATE pg_unicode_fast);

CREATE FUNCTION public.company_add(p_app uuid, p_facts jsonb, p_status text, p_tax_status text, p_parent uuid, p_shares_numbers boolean, p_tags uuid[], p_tag_prints json, p_customer_groups uuid[], p_customer_group_prints json, p_store_groups uuid[], p_store_group_prints json, p_aliases text[], p_external_ref text, p_user uuid, p_role uuid, p_actor_kind text, p_actor text, p_request_id text) RETURNS text
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    print json;
BEGIN
    c.app_id := p_app;
    c.status := p_status;
    c.parent := p_parent;
    IF c.tax_status IS NULL THEN
        c.tax_status := p_tax_status;
    END IF;
    IF p_shares_numbers THEN
        c.organisation_number_claim := NULL;
        c.tax_id_vat_number_claim := NULL;
    END IF;
    -- An index claims the numbers of an active company. One that waits claims nothing, but
    -- it is refused early if another company has claimed its number by now.
    IF p_status <> 'active' AND (
        c.organisation_number_claim IS NOT NULL AND EXISTS (
            SELECT FROM company AS o
             WHERE o.app_id = p_app AND o.country = c.country AND o.status = 'active'
               AND o.organisation_number_claim = c.organisation_number_claim)
        OR c.tax_id_vat_number_claim IS NOT NULL AND EXISTS (
            SELECT FROM company AS o
             WHERE o.app_id = p_app AND o.status = 'active'
               AND o.tax_id_vat_number_claim = c.tax_id_vat_number_claim)) THEN
        RETURN NULL;
    END IF;
    c.billing_missing := billing_missing(c.billing_address, c.tax_status, c.contacts);
    IF c.billing_missing = '{}' THEN
        c.billable_since := c.updated_at;
    END IF;
    print := company_print(c, p_tag_prints, p_customer_group_prints,
                           p_store_group_prints, p_external_ref, NULL);
    c.document := print::text;

    -- Aliases before numbers, as everybody claims them (docs/decisions/0021), and in their
    -- own order: so of two who want the same ones one waits for the other. Their ids keep
    -- the order that was given.
    IF p_aliases <> '{}' THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        SELECT p_app, a.id, c.id, a.value,
               a.value IS NOT DISTINCT FROM p_external_ref, c.created_at
          FROM (SELECT uuidv7() AS id, u.value
                  FROM unnest(p_aliases) AS u (value)) AS a
         ORDER BY a.value;
    END IF;
    INSERT INTO company SELECT c.* ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        DELETE FROM alias AS a WHERE a.app_id = p_app AND a.company = c.id;
        RETURN NULL;
    END IF;
    IF p_tags <> '{}' THEN
        INSERT INTO company_tag (app_id, company, tag)
        SELECT p_app, c.id, unnest(p_tags);
    END IF;
    IF p_customer_groups <> '{}' THEN
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT p_app, c.id, unnest(p_customer_groups);
    END IF;
    IF p_store_groups <> '{}' THEN
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT p_app, c.id, unnest(p_store_groups);
    END IF;
    PERFORM event_append(p_app, 'company.created', c.id, p_actor_kind, p_actor,
                         p_request_id, c.created_at, NULL, print);
    IF p_user IS NOT NULL THEN
        INSERT INTO membership
               (app_id, "user", company, level, role, created_at, updated_at)
        VALUES (p_app, p_user, c.id, 'admin', p_role, c.created_at, c.created_at);
        PERFORM event_append(
            p_app, 'membership.created', c.id, p_actor_kind, p_actor, p_request_id,
            c.created_at, NULL,
            json_build_object('user', p_user, 'level', 'admin', 'role', p_role));
    END IF;
    RETURN c.document;
END $$;

CREATE FUNCTION public.company_begins() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_due (app_id, company) VALUES (NEW.app_id, NEW.id);
    IF NEW.billable_since IS NOT NULL AND NEW.custom_fields <> '{}' THEN
        INSERT INTO custom_property (app_id, key, is_archived, value, company)
        SELECT NEW.app_id, f.key, num_nonnulls(NEW.archived_at),
               left(caseless(f.value #>> '{}'), 300), NEW.id
          FROM jsonb_each(NEW.custom_fields) AS f
         WHERE jsonb_typeof(f.value) = 'string' AND length(f.key) <= 300
         LIMIT 1000;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.company_change(p_app uuid, p_id uuid, p_now timestamp with time zone, p_changes jsonb, p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[], p_aliases text[], p_gives_external_ref boolean, p_external_ref text, p_actor_kind text, p_actor text, p_request_id text, OUT outcome text, OUT other json, OUT version bigint, OUT document text) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    old company;
    c company;
    before jsonb;
    after jsonb;
    asker constant uuid := CASE WHEN p_actor_kind = 'user' THEN p_actor::uuid END;
    is_approved boolean;
    reference text;
BEGIN
    SELECT * INTO old FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
    c := jsonb_populate_record(old, p_changes);

    -- Told early, and at its place; under the locks below, a trigger holds it.
    IF c.parent IS DISTINCT FROM old.parent
       AND company_is_within(p_app, c.parent, p_id) THEN
        outcome := 'circle';
        RETURN;
    END IF;
    is_approved := c.status = 'active' AND old.status <> 'active';
    reference := CASE WHEN p_gives_external_ref THEN p_external_ref
                      WHEN is_approved THEN old.external_ref_asked END;
    IF is_approved OR reference IS DISTINCT FROM old.external_ref_asked THEN
        other := alias_holder(p_app, reference, p_id, asker);
    END IF;
    IF is_approved OR (c.country, c.organisation_number_claim, c.tax_id_vat_number_claim)
        IS DISTINCT FROM
        (old.country, old.organisation_number_claim, old.tax_id_vat_number_claim) THEN
        other := coalesce(
            company_claimant(p_app, c.country, c.organisation_number_claim,
                             c.tax_id_vat_number_claim, p_id, asker), other);
    END IF;
    IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;

    PERFORM label_replace(p_app, 'tag', p_id, p_tags);
    PERFORM label_replace(p_app, 'customer_group', p_id, p_customer_groups);
    PERFORM label_replace(p_app, 'store_group', p_id, p_store_groups);
    IF p_gives_external_ref OR reference IS NOT NULL THEN
        c.external_ref_asked := company_refer(
            p_app, p_id, reference, p_now,
            c.status = 'active' OR asker IS NULL
            AND reference IS DISTINCT FROM old.external_ref_asked);
    END IF;
    IF p_aliases IS NOT NULL THEN
        DELETE FROM alias AS a
         WHERE a.app_id = p_app AND a.company = p_id AND NOT a.is_external_ref
           AND a.value <> ALL (p_aliases);
        INSERT INTO alias (app_id, company, value, created_at)
        SELECT p_app, p_id, v.value, p_now
          FROM (SELECT unnest(p_aliases) EXCEPT
                SELECT a.value FROM alias AS a
                 WHERE a.app_id = p_app AND a.company = p_id) AS v (value);
    END IF;

    outcome := 'done';
    version := old.version;
    document := old.document;
    IF c IS NOT DISTINCT FROM old AND company_document(c) = old.document THEN
        RETURN;
    END IF;
    IF c.parent IS DISTINCT FROM old.parent THEN
        PERFORM tree_lock(p_app, 'main', array_remove(ARRAY[p_id, c.parent], NULL));
    END IF;
    UPDATE company AS x
       SET version = old.version + 1, name = c.name, status = c.status,
           parent = c.parent, country = c.country,
           organisation_number = c.organisation_number,
           organisation_number_claim = c.organisation_number_claim,
           tax_id_vat_number = c.tax_id_vat_number,
           tax_id_vat_number_claim = c.tax_id_vat_number_claim,
           tax_status = c.tax_status, email = c.email,
           invoice_email = c.invoice_email, phone = c.phone,
           phone_e164 = c.phone_e164,
           contact_name = c.contact_name, comment = c.comment, url = c.url,
           label = c.label, credit_check = c.credit_check, attributes = c.attributes,
           billing_address = c.billing_address, shipping_address = c.shipping_address,
           contacts = c.contacts, custom_fields = c.custom_fields,
           external_ref_asked = c.external_ref_asked,
           integrations = c.integrations, updated_at = p_now
     WHERE x.app_id = p_app AND x.id = p_id
    RETURNING x.version, x.document INTO version, document;
    SELECT jsonb_object_agg(key, b.value), jsonb_object_agg(key, a.value)
      INTO before, after
      FROM jsonb_each(company_told(old.document, old)) AS b
      FULL JOIN jsonb_each(company_told(document, c)) AS a USING (key)
     WHERE a.value IS DISTINCT FROM b.value;
    PERFORM event_append(p_app, 'company.changed', p_id, p_actor_kind, p_actor,
                         p_request_id, p_now, before::json, after::json);
END $$;

CREATE FUNCTION public.company_claimant(p_app uuid, p_country text, p_organisation_number text, p_tax_id_vat_number text, p_except uuid, p_user uuid DEFAULT NULL::uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT json_build_object(
               'id', CASE WHEN s.is_seen THEN o.id END,
               'name', CASE WHEN s.is_seen THEN o.name END,
               'is_by_organisation_number', o.is_by_organisation_number)
      FROM (SELECT c.id, c.name,
                   coalesce(c.organisation_number_claim = p_organisation_number, false)
                       AS is_by_organisation_number
              FROM company AS c
             WHERE c.app_id = p_app AND c.id <> p_except AND c.status = 'active'
               AND (c.country = p_country
                    AND c.organisation_number_claim = p_organisation_number
                    OR c.tax_id_vat_number_claim = p_tax_id_vat_number)
             ORDER BY is_by_organisation_number DESC
             LIMIT 1) AS o
     CROSS JOIN LATERAL (
            SELECT p_user IS NULL OR place_is_seen(p_app, p_user, o.id)) AS s (is_seen)
$$;

CREATE FUNCTION public.company_claims_reference() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.external_ref_asked := company_refer(
        NEW.app_id, NEW.id, NEW.external_ref_asked, NEW.updated_at, true);
    RETURN NEW;
END $$;

CREATE FUNCTION public.company_count(p_app uuid, p_with_archived boolean, p_most integer) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $_$
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
END $_$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.company (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    parent uuid,
    country text DEFAULT ''::text NOT NULL,
    organisation_number text,
    organisation_number_claim text,
    tax_id_vat_number text,
    tax_id_vat_number_claim text,
    tax_status text,
    email text,
    invoice_email text,
    phone text,
    contact_name text,
    comment text,
    url text,
    label text,
    credit_check boolean DEFAULT false NOT NULL,
    attributes jsonb DEFAULT '[]'::jsonb NOT NULL,
    billing_address jsonb DEFAULT '[]'::jsonb NOT NULL,
    shipping_address jsonb DEFAULT '[]'::jsonb NOT NULL,
    contacts jsonb DEFAULT '[]'::jsonb NOT NULL,
    custom_fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    integrations jsonb DEFAULT '[]'::jsonb NOT NULL,
    billing_missing text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    document text NOT NULL,
    phone_e164 text,
    billable_since timestamp with time zone,
    file_count integer,
    external_ref_asked text
)
WITH (toast_tuple_target='4080');
ALTER TABLE ONLY public.company ALTER COLUMN name SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN status SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN country SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN organisation_number SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN organisation_number_claim SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN tax_id_vat_number SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN tax_id_vat_number_claim SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN tax_status SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN email SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN invoice_email SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN phone SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN contact_name SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN comment SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN comment SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN url SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN url SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN label SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN attributes SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN billing_address SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN billing_address SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.company ALTER COLUMN shipping_address SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN shipping_address SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.company ALTER COLUMN contacts SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN contacts SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.company ALTER COLUMN custom_fields SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN integrations SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN billing_missing SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN document SET STATISTICS 0;
ALTER TABLE ONLY public.company ALTER COLUMN document SET STORAGE MAIN;
ALTER TABLE ONLY public.company ALTER COLUMN phone_e164 SET STORAGE MAIN;

CREATE FUNCTION public.company_document(c public.company) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT company_print(
        c,
        (SELECT json_agg(row_to_json(ROW(t.id, t.key, t.name)::tag_printed)
                         ORDER BY t.key)
           FROM company_tag AS l
           JOIN tag AS t ON t.app_id = l.app_id AND t.id = l.tag
          WHERE l.app_id = c.app_id AND l.company = c.id),
        (SELECT json_agg(row_to_json(ROW(g.id, g.name, g.slug)::customer_group_printed)
                         ORDER BY g.slug)
           FROM company_customer_group AS l
           JOIN customer_group AS g
             ON g.app_id = l.app_id AND g.id = l.customer_group
          WHERE l.app_id = c.app_id AND l.company = c.id),
        (SELECT json_agg(store_group_print(g) ORDER BY g.slug)
           FROM company_store_group AS l
           JOIN store_group AS g ON g.app_id = l.app_id AND g.id = l.store_group
          WHERE l.app_id = c.app_id AND l.company = c.id),
        (SELECT a.value FROM alias AS a
          WHERE a.app_id = c.app_id AND a.company = c.id AND a.is_external_ref),
        CASE WHEN c.file_count > 0 THEN (
            SELECT json_agg(file_document(l.f)) FROM (
                SELECT f FROM file AS f
                 WHERE f.app_id = c.app_id AND f.company = c.id
                 ORDER BY f.id DESC LIMIT 100) AS l) END)::text
$$;

CREATE FUNCTION public.company_find(p_app uuid, p_company uuid, p_name text, p_text text, p_email text, p_label text, p_with_archived boolean, p_property text, p_most integer) RETURNS TABLE(id uuid, name text, property text)
    LANGUAGE plpgsql STABLE
    SET max_parallel_workers_per_gather TO '0'
    AS $_$
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
        CASE WHEN is_searched THEN concat(
            ' JOIN (SELECT s.company FROM company_search AS s WHERE s.app_id = $1',
            CASE WHEN p_name IS NOT NULL THEN ' AND s.name LIKE $8' END,
            CASE WHEN term IS NOT NULL THEN ' AND s.terms @@ $9' END,
            ' AND s.company NOT IN (SELECT d.company FROM search_due AS d',
            ' WHERE d.app_id = $1)',
            CASE WHEN p_name IS NOT NULL THEN
                ' UNION ALL SELECT s.company FROM company_search AS s'
                ' WHERE s.app_id = $1 AND length(s.name) = 200 AND s.name NOT LIKE $8'
                ' AND s.company NOT IN (SELECT d.company FROM search_due AS d'
                ' WHERE d.app_id = $1)' END,
            ' UNION ALL SELECT DISTINCT d.company FROM search_due AS d',
            ' WHERE d.app_id = $1) AS k ON k.company = c.id') END,
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
END $_$;

CREATE FUNCTION public.company_fits(c public.company, p_name text, p_email text, p_label text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN (p_name IS NULL OR caseless(c.name) LIKE p_name)
       AND (p_email IS NULL OR contact_emails(c.contacts) @> ARRAY[p_email])
       AND (p_label IS NULL OR coalesce(c.label = p_label, false));
END $$;

CREATE FUNCTION public.company_is_within(p_app uuid, p_company uuid, p_above uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT p_above = ANY (tree_path(p_app, 'main', p_company))
$$;

CREATE FUNCTION public.company_is_written(old public.company, new public.company) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (((((((((((((((new).name IS DISTINCT FROM (old).name) OR ((new).email IS DISTINCT FROM (old).email)) OR ((new).invoice_email IS DISTINCT FROM (old).invoice_email)) OR ((new).phone IS DISTINCT FROM (old).phone)) OR ((new).contact_name IS DISTINCT FROM (old).contact_name)) OR ((new).comment IS DISTINCT FROM (old).comment)) OR ((new).url IS DISTINCT FROM (old).url)) OR ((new).label IS DISTINCT FROM (old).label)) OR ((new).organisation_number IS DISTINCT FROM (old).organisation_number)) OR ((new).tax_id_vat_number IS DISTINCT FROM (old).tax_id_vat_number)) OR ((new).attributes IS DISTINCT FROM (old).attributes)) OR ((new).billing_address IS DISTINCT FROM (old).billing_address)) OR ((new).shipping_address IS DISTINCT FROM (old).shipping_address)) OR ((new).custom_fields IS DISTINCT FROM (old).custom_fields));

CREATE FUNCTION public.company_parent_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    moment timestamptz := NEW.created_at;
BEGIN
    PERFORM tree_lock(NEW.app_id, 'main', CASE
        WHEN TG_OP = 'INSERT' THEN ARRAY[NEW.parent]
        ELSE array_remove(ARRAY[NEW.id, NEW.parent], NULL) END);
    IF EXISTS (SELECT FROM company AS p
                WHERE p.app_id = NEW.app_id AND p.id = NEW.parent
                  AND p.archived_at IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'company_parent_not_archived',
            MESSAGE = 'the parent is archived';
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO placement (app_id, company, parent, valid, recorded_at)
        VALUES (NEW.app_id, NEW.id, NEW.parent, tstzrange(moment, NULL), moment);
        PERFORM ancestry_move(NEW.app_id, 'main', NEW.id, NEW.parent);
        RETURN NULL;
    END IF;

    -- Under the locks it is later than when whoever asks began: so the order of times is
    -- the order of moves, and the past has no circle either.
    moment := greatest(NEW.updated_at, clock_timestamp(),
                       OLD.updated_at + interval '1 microsecond');
    IF placement_parent(NEW.app_id, 'main', NEW.id, moment)
       IS DISTINCT FROM NEW.parent THEN
        IF placement_circle(NEW.app_id, 'main', NEW.id, NEW.parent, tstzrange(moment,
               placement_until(NEW.app_id, 'main', NEW.id, moment))) IS NOT NULL THEN
            RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
                MESSAGE = 'a company would stand below itself, now or as scheduled';
        END IF;
        PERFORM placement_put(NEW.app_id, 'main', NEW.id, NEW.parent, moment, moment,
                              NULL);
    END IF;
    PERFORM ancestry_move(NEW.app_id, 'main', NEW.id, NEW.parent);
    RETURN NULL;
END $$;

CREATE FUNCTION public.company_parent_heeds_plans() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM times_heed(NEW.app_id, 'main');
    moment := greatest(NEW.updated_at, clock_timestamp());
    IF placement_circle(NEW.app_id, 'main', NEW.id, NEW.parent, tstzrange(moment,
           placement_until(NEW.app_id, 'main', NEW.id, moment))) IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself, as scheduled';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.printed(moment timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION public.company_print(c public.company, p_tags json, p_customer_groups json, p_store_groups json, p_external_ref text, p_files json) RETURNS json
    LANGUAGE sql STABLE
    RETURN row_to_json(ROW((c).app_id, public.printed((c).archived_at), (c).attributes, (c).billing_address, (c).billing_missing, ((c).billing_missing = '{}'::text[]), (c).comment, (c).contact_name, public.printed((c).created_at), (c).credit_check, (c).custom_fields, COALESCE(p_customer_groups, '[]'::json), (c).email, COALESCE(p_external_ref, (c).external_ref_asked), COALESCE(p_files, '[]'::json), (c).id, (c).invoice_email, (c).label, (c).name, (c).organisation_number, (c).parent, (c).phone, (c).shipping_address, (c).status, COALESCE(p_store_groups, '[]'::json), COALESCE(p_tags, '[]'::json), (c).tax_id_vat_number, (c).tax_status, public.printed((c).updated_at), (c).url)::public.company_printed);

CREATE FUNCTION public.company_refer(p_app uuid, p_company uuid, p_reference text, p_now timestamp with time zone, p_claims boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM alias AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.is_external_ref
       AND a.value IS DISTINCT FROM p_reference;
    UPDATE alias AS a SET is_external_ref = true
     WHERE a.app_id = p_app AND a.company = p_company AND a.value = p_reference;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT p_claims THEN
        RETURN p_reference;
    END IF;
    IF p_reference IS NOT NULL THEN
        INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
        VALUES (p_app, p_company, p_reference, true, p_now);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.company_refuse(p_constraint text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE check_violation USING
        CONSTRAINT = p_constraint, TABLE = 'company', SCHEMA = 'public',
        MESSAGE = format('a row of "company" violates "%s"', p_constraint);
END $$;

CREATE FUNCTION public.company_render() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.status NOT IN ('pending', 'active', 'rejected') THEN
        PERFORM company_refuse('company_status_known');
    END IF;
    IF NEW.tax_status NOT IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED') THEN
        PERFORM company_refuse('company_tax_status_known');
    END IF;
    IF NEW.parent = NEW.id THEN
        PERFORM company_refuse('company_not_its_own_parent');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- Who waited for another's change may have begun before that, and before the
        -- company was there. Its times do not run backwards: searching relies on it.
        NEW.updated_at := greatest(NEW.updated_at, OLD.updated_at);
    END IF;
    IF TG_OP = 'UPDATE' OR NEW.document IS NULL THEN
        NEW.billing_missing :=
            billing_missing(NEW.billing_address, NEW.tax_status, NEW.contacts);
        IF NEW.billable_since IS NULL AND NEW.billing_missing = '{}' THEN
            NEW.billable_since := NEW.updated_at;
        END IF;
        NEW.document := company_document(NEW);
    END IF;
    IF NEW.billable_since IS NOT NULL AND NEW.billing_missing <> '{}' THEN
        PERFORM company_refuse('company_stays_billable');
    END IF;
    -- A new company claims its numbers when it is written: so its tree is locked before.
    IF TG_OP = 'INSERT' AND NEW.parent IS NOT NULL THEN
        PERFORM tree_lock(NEW.app_id, 'main', ARRAY[NEW.parent]);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.company_stays_small() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF octet_length(NEW.document) > 262144 THEN
        IF TG_OP = 'INSERT' THEN
            PERFORM company_refuse('company_within_size');
        ELSIF octet_length(NEW.document) > octet_length(OLD.document)
              AND company_is_written(OLD, NEW) THEN
            PERFORM company_refuse('company_within_size');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.company_told(p_document text, c public.company) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT p_document::jsonb - 'updated_at'
        || jsonb_build_object('contacts', c.contacts, 'integrations', c.integrations)
$$;

CREATE FUNCTION public.company_walk(p_app uuid, p_order text, p_up boolean, p_edge_value text, p_edge uuid, p_property text, p_lacking text, p_name text, p_email text, p_label text, p_with_archived boolean, p_walked integer, p_most integer) RETURNS TABLE(id uuid, value text, is_end boolean)
    LANGUAGE plpgsql STABLE
    SET enable_sort TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $_$
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
END $_$;

CREATE FUNCTION public.contact_emails(contacts jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

CREATE FUNCTION public.custom_properties(fields jsonb) RETURNS TABLE(key text, value text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT f.key, left(caseless(f.value #>> '{}'), 300)
      FROM jsonb_each(fields) AS f
     WHERE jsonb_typeof(f.value) = 'string' AND length(f.key) <= 300
     LIMIT 1000
$$;

CREATE FUNCTION public.custom_property_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.customer_organization_at(p_app uuid, p_id uuid, p_at timestamp with time zone) RETURNS TABLE(owner uuid, name text, label text)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.owner, o.name, o.label
      FROM customer_organization AS o
     WHERE o.app_id = p_app AND o.id = p_id
       AND customer_organization_owned_since(o) <= p_at
    UNION ALL
    SELECT t.owner, t.name, t.label
      FROM customer_organization_owner_time AS t
     WHERE t.app_id = p_app AND t.customer_organization = p_id AND t.valid @> p_at
$$;

CREATE FUNCTION public.customer_organization_count_members() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE customer_organization AS o
           SET member_count = o.member_count + c.count, version = o.version + 1,
               updated_at = c.added_at
          FROM (SELECT r.app_id, r.customer_organization AS id, count(*),
                       max(r.added_at) AS added_at
                  FROM changed AS r GROUP BY r.app_id, r.customer_organization) AS c
         WHERE o.app_id = c.app_id AND o.id = c.id;
    ELSE
        UPDATE customer_organization AS o SET member_count = o.member_count - c.count
          FROM (SELECT r.app_id, r.customer_organization AS id, count(*)
                  FROM changed AS r GROUP BY r.app_id, r.customer_organization) AS c
         WHERE o.app_id = c.app_id AND o.id = c.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TABLE public.customer_organization (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    owner uuid NOT NULL,
    name text,
    label text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    member_count integer DEFAULT 0 NOT NULL
);

CREATE FUNCTION public.customer_organization_document(o public.customer_organization) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT customer_organization_print(o, 100000, 4000000)
$$;

CREATE FUNCTION public.customer_organization_document_at(p_app uuid, p_id uuid, p_at timestamp with time zone) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT customer_organization_print_at(p_app, p_id, p_at, 4000000)
$$;

CREATE FUNCTION public.customer_organization_has(p_app uuid, p_id uuid, p_company uuid, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((
        SELECT s.change = 'join' FROM scheduled_member AS s
         WHERE s.app_id = p_app AND s.customer_organization = p_id
           AND s.company = p_company AND s.state = 'pending' AND s.effective_at <= p_at
         ORDER BY s.effective_at DESC LIMIT 1),
        EXISTS (SELECT FROM customer_organization_member AS m
                 WHERE m.app_id = p_app AND m.customer_organization = p_id
                   AND m.company = p_company AND m.added_at <= p_at)
        OR EXISTS (SELECT FROM customer_organization_member_time AS t
                    WHERE t.app_id = p_app AND t.customer_organization = p_id
                      AND t.company = p_company AND t.valid @> p_at))
$$;

CREATE FUNCTION public.customer_organization_keep_members() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    moment timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM gone) THEN
        RETURN NULL;
    END IF;
    moment := customer_organization_moment();
    INSERT INTO customer_organization_member_time
           (app_id, customer_organization, company, position, valid)
    SELECT g.app_id, g.customer_organization, g.company, g.position,
           tstzrange(s.since, greatest(moment, s.since + interval '1 microsecond'))
      FROM gone AS g
     CROSS JOIN LATERAL (
           SELECT greatest(g.added_at, (
                  SELECT max(upper(t.valid)) FROM customer_organization_member_time AS t
                   WHERE t.app_id = g.app_id
                     AND t.customer_organization = g.customer_organization
                     AND t.company = g.company))) AS s (since)
     ORDER BY g.company;
    RETURN NULL;
END $$;

CREATE FUNCTION public.customer_organization_keep_owner() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    since timestamptz := customer_organization_owned_since(OLD);
BEGIN
    INSERT INTO customer_organization_owner_time
           (app_id, customer_organization, owner, name, label, valid)
    VALUES (OLD.app_id, OLD.id, OLD.owner, OLD.name, OLD.label,
            tstzrange(since, greatest(customer_organization_moment(),
                                      since + interval '1 microsecond')));
    RETURN NULL;
END $$;

CREATE FUNCTION public.customer_organization_lock_nesting(p_app uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_app::text, 2));
END $$;

CREATE FUNCTION public.customer_organization_lock_owning(p_app uuid, p_alone boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_alone THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_app::text, 1));
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_app::text, 1));
    END IF;
END $$;

CREATE TABLE public.customer_organization_member (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    "position" bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    name text NOT NULL
);

CREATE FUNCTION public.customer_organization_member_since(m public.customer_organization_member) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    SELECT greatest(m.added_at, (
        SELECT max(upper(t.valid)) FROM customer_organization_member_time AS t
         WHERE t.app_id = m.app_id
           AND t.customer_organization = m.customer_organization
           AND t.company = m.company))
$$;

CREATE FUNCTION public.customer_organization_members(p_app uuid, p_id uuid, p_at timestamp with time zone) RETURNS TABLE(company uuid, place bigint)
    LANGUAGE sql STABLE
    AS $$
    WITH planned AS (
        SELECT DISTINCT ON (s.company) s.company, s.change, s.effective_at
          FROM scheduled_member AS s
         WHERE s.app_id = p_app AND s.customer_organization = p_id
           AND s.state = 'pending' AND s.effective_at <= p_at
         ORDER BY s.company, s.effective_at DESC
    ), known AS (
        SELECT m.company, m.position, NULL::timestamptz AS joins_at
          FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id AND m.added_at <= p_at
        UNION ALL
        SELECT t.company, t.position, NULL
          FROM customer_organization_member_time AS t
         WHERE t.app_id = p_app AND t.customer_organization = p_id AND t.valid @> p_at
        UNION ALL
        SELECT p.company, NULL, p.effective_at FROM planned AS p WHERE p.change = 'join'
    )
    SELECT k.company,
           row_number() OVER (ORDER BY min(k.position), min(k.joins_at), k.company)
      FROM known AS k
     WHERE NOT EXISTS (SELECT FROM planned AS p
                        WHERE p.company = k.company AND p.change = 'leave')
     GROUP BY k.company
$$;

CREATE FUNCTION public.customer_organization_members_in_order(p_app uuid, p_id uuid, p_at timestamp with time zone) RETURNS TABLE(company uuid, "position" bigint, joins_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    WITH planned AS (
        SELECT DISTINCT ON (s.company) s.company, s.change, s.effective_at
          FROM scheduled_member AS s
         WHERE s.app_id = p_app AND s.customer_organization = p_id
           AND s.state = 'pending' AND s.effective_at <= p_at
         ORDER BY s.company, s.effective_at DESC
    ), known AS (
        SELECT m.company, m.position, NULL::timestamptz AS joins_at
          FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id AND m.added_at <= p_at
        UNION ALL
        SELECT t.company, t.position, NULL
          FROM customer_organization_member_time AS t
         WHERE t.app_id = p_app AND t.customer_organization = p_id AND t.valid @> p_at
        UNION ALL
        SELECT p.company, NULL, p.effective_at FROM planned AS p WHERE p.change = 'join'
    )
    SELECT k.company, min(k.position),
           CASE WHEN min(k.position) IS NULL THEN min(k.joins_at) END
      FROM known AS k
     WHERE NOT EXISTS (SELECT FROM planned AS p
                        WHERE p.company = k.company AND p.change = 'leave')
     GROUP BY k.company
$$;

CREATE FUNCTION public.customer_organization_members_print(o public.customer_organization, p_most integer, p_bytes integer) RETURNS json
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    members json;
BEGIN
    IF least(o.member_count, p_most) <= 1000 THEN
        SELECT json_agg(row_to_json(m)) INTO members FROM (
            SELECT m.company AS id, m.name
              FROM customer_organization_member AS m
             WHERE m.app_id = o.app_id AND m.customer_organization = o.id
             ORDER BY m.position
             LIMIT p_most) AS m;
    ELSE
        SELECT json_agg(b.member ORDER BY b.position) INTO members FROM (
            SELECT m.member, m.position,
                   sum(octet_length(m.member::text) + 2)
                       OVER (ORDER BY m.position ROWS UNBOUNDED PRECEDING) AS bytes
              FROM (SELECT row_to_json(p) AS member, m.position
                      FROM customer_organization_member AS m
                     CROSS JOIN LATERAL (SELECT m.company AS id, m.name) AS p
                     WHERE m.app_id = o.app_id AND m.customer_organization = o.id
                     ORDER BY m.position
                     LIMIT least(p_most, p_bytes / 64)) AS m) AS b
         WHERE b.bytes <= p_bytes;
    END IF;
    RETURN coalesce(members, '[]');
END $$;

CREATE FUNCTION public.customer_organization_moment() RETURNS timestamp with time zone
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF coalesce(current_setting('koncern.moment', true), '') = '' THEN
        PERFORM set_config('koncern.moment', clock_timestamp()::text, true);
    END IF;
    RETURN current_setting('koncern.moment')::timestamptz;
END $$;

CREATE FUNCTION public.customer_organization_owned_since(o public.customer_organization) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((
        SELECT max(upper(t.valid)) FROM customer_organization_owner_time AS t
         WHERE t.app_id = o.app_id AND t.customer_organization = o.id), o.created_at)
$$;

CREATE FUNCTION public.customer_organization_owners_among(p_app uuid, p_companies uuid[], p_company uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE above (company) AS (
        SELECT p_company
        UNION
        SELECT o.owner
          FROM above AS a
          JOIN customer_organization_member AS m
            ON m.app_id = p_app AND m.company = a.company
          JOIN customer_organization AS o
            ON o.app_id = p_app AND o.id = m.customer_organization
    )
    SELECT ARRAY(SELECT company FROM above INTERSECT SELECT unnest(p_companies))
$$;

CREATE FUNCTION public.customer_organization_print(o public.customer_organization, p_most integer, p_bytes integer) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL AND d.total IS NULL
                THEN row_to_json(p) ELSE json_strip_nulls(row_to_json(l)) END
      FROM (SELECT (SELECT row_to_json(c) FROM (
                        SELECT c.id, c.name FROM company AS c
                         WHERE c.app_id = o.app_id AND c.id = o.owner) AS c) AS owner,
                   m AS members,
                   CASE WHEN json_array_length(m) < o.member_count
                        THEN o.member_count END AS total
              FROM customer_organization_members_print(o, p_most, p_bytes) AS m) AS d
     CROSS JOIN LATERAL (SELECT o.id, d.owner, d.members) AS p
     CROSS JOIN LATERAL (
            SELECT o.id, o.name, o.label, d.owner, d.members,
                   d.total AS "membersTotal") AS l
$$;

CREATE FUNCTION public.customer_organization_print_at(p_app uuid, p_id uuid, p_at timestamp with time zone, p_bytes integer) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN o.name IS NULL AND o.label IS NULL AND d.total IS NULL
                THEN row_to_json(p) ELSE json_strip_nulls(row_to_json(l)) END
      FROM customer_organization_at(p_app, p_id, p_at) AS o
     CROSS JOIN LATERAL (
            SELECT (SELECT row_to_json(c) FROM (
                        SELECT c.id, c.name FROM company AS c
                         WHERE c.app_id = p_app AND c.id = o.owner) AS c) AS owner,
                   coalesce(json_agg(m.member ORDER BY m.place)
                                FILTER (WHERE m.bytes <= p_bytes), '[]') AS members,
                   CASE WHEN bool_or(m.bytes > p_bytes) THEN count(*) END AS total
              FROM (SELECT row_to_json(p) AS member, m.place,
                           sum(octet_length(row_to_json(p)::text) + 2)
                               OVER (ORDER BY m.place ROWS UNBOUNDED PRECEDING) AS bytes
                      FROM customer_organization_members(p_app, p_id, p_at) AS m
                      JOIN company AS c ON c.app_id = p_app AND c.id = m.company
                     CROSS JOIN LATERAL (SELECT m.company AS id, c.name) AS p
                     WHERE m.company <> o.owner) AS m) AS d
     CROSS JOIN LATERAL (SELECT p_id AS id, d.owner, d.members) AS p
     CROSS JOIN LATERAL (
            SELECT p_id AS id, o.name, o.label, d.owner, d.members,
                   d.total AS "membersTotal") AS l
$$;

CREATE FUNCTION public.customer_organization_put(p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean, p_version bigint, p_now timestamp with time zone, p_actor_kind text, p_actor text, p_request_id text, OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text) RETURNS record
    LANGUAGE sql
    AS $$
    SELECT * FROM customer_organization_put(
        p_app, p_id, p_companies, p_replace, p_version, p_now,
        p_actor_kind, p_actor, p_request_id, 1000000, 4000000)
$$;

CREATE FUNCTION public.customer_organization_put(p_app uuid, p_id uuid, p_companies uuid[], p_replace boolean, p_version bigint, p_now timestamp with time zone, p_actor_kind text, p_actor text, p_request_id text, p_organizations integer, p_bytes integer, OUT outcome text, OUT offenders uuid[], OUT new_version bigint, OUT document text) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    o customer_organization;
    customers uuid[];
    names text[];
    archived uuid[];
    added uuid[];
    removed uuid[];
    one uuid;
BEGIN
    SELECT array_agg(c.id ORDER BY c.place), array_agg(c.name ORDER BY c.place),
           array_agg(c.id) FILTER (WHERE c.archived_at IS NOT NULL)
      INTO customers, names, archived
      FROM (SELECT x.id, x.name, x.archived_at, w.place
              FROM (SELECT * FROM unnest(p_companies) WITH ORDINALITY AS w (id, place)
                     ORDER BY w.id) AS w
             CROSS JOIN LATERAL (
                    SELECT c.id, c.name, c.archived_at FROM company AS c
                     WHERE c.app_id = p_app AND c.id = w.id
                       AND c.billing_missing = '{}' FOR SHARE) AS x) AS c;
    SELECT * INTO o FROM customer_organization AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR UPDATE;
    IF NOT FOUND THEN outcome := 'unknown_organization'; RETURN; END IF;
    IF o.version <> p_version THEN outcome := 'stale'; RETURN; END IF;

    -- The owner is left out, wherever it is named.
    IF coalesce(cardinality(customers), 0) < cardinality(p_companies) THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(p_companies, o.owner))
            EXCEPT SELECT unnest(customers));
        IF offenders <> '{}' THEN outcome := 'no_customer'; RETURN; END IF;
    END IF;
    IF archived IS NOT NULL THEN
        offenders := ARRAY(
            SELECT unnest(array_remove(archived, o.owner))
            EXCEPT
            SELECT m.company FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.customer_organization = p_id);
        IF offenders <> '{}' THEN outcome := 'archived'; RETURN; END IF;
    END IF;

    -- One by one: a statement over the whole array would be planned at every call.
    FOREACH one IN ARRAY coalesce(customers, '{}') LOOP
        IF EXISTS (
            SELECT FROM customer_organization_member AS m
             WHERE m.app_id = p_app AND m.company = one
            OFFSET p_organizations - 1) THEN
            IF one <> o.owner AND NOT EXISTS (
                SELECT FROM customer_organization_member AS m
                 WHERE m.app_id = p_app AND m.customer_organization = p_id
                   AND m.company = one) THEN
                offenders := offenders || one;
            END IF;
        END IF;
    END LOOP;
    IF offenders <> '{}' THEN outcome := 'in_too_many'; RETURN; END IF;

    PERFORM lock_shared(p_app, 'ownership');
    IF EXISTS (SELECT FROM customer_organization AS x
                WHERE x.app_id = p_app AND x.owner = ANY (customers)
                  AND x.owner <> o.owner) THEN
        PERFORM lock(p_app, 'nesting');
        offenders := customer_organization_owners_among(
            p_app, array_remove(customers, o.owner), o.owner);
        IF offenders <> '{}' THEN outcome := 'circle'; RETURN; END IF;
    END IF;
    -- Duplicates collapse onto their first place.
    WITH new AS (
        INSERT INTO customer_organization_member
               (app_id, customer_organization, company, name, added_at)
        SELECT p_app, p_id, c.id, c.name, p_now
          FROM unnest(customers, names) AS c (id, name) WHERE c.id <> o.owner
            ON CONFLICT ON CONSTRAINT customer_organization_member_key DO NOTHING
        RETURNING company)
    SELECT array_agg(new.company) INTO added FROM new;
    IF p_replace THEN
        SELECT array_agg(k.company) INTO removed
          FROM (SELECT k.company FROM customer_organization_member AS k
                 WHERE k.app_id = p_app AND k.customer_organization = p_id
                EXCEPT SELECT unnest(customers)) AS k;
        DELETE FROM customer_organization_member AS m
         WHERE m.app_id = p_app AND m.customer_organization = p_id
           AND m.company = ANY (removed);
    END IF;
    IF added IS NOT NULL OR removed IS NOT NULL THEN
        IF added IS NULL THEN
            UPDATE customer_organization AS x
               SET version = x.version + 1, updated_at = p_now
             WHERE x.app_id = p_app AND x.id = p_id;
        END IF;
        SELECT * INTO o FROM customer_organization AS x
         WHERE x.app_id = p_app AND x.id = p_id;
        PERFORM event_append(
            p_app, 'customer_organization.members_changed', p_id, p_actor_kind, p_actor,
            p_request_id, p_now, NULL,
            json_build_object('added', coalesce(added, '{}'),
                              'removed', coalesce(removed, '{}')));
    END IF;
    outcome := 'done';
    offenders := '{}';
    new_version := o.version;
    IF p_bytes IS NOT NULL THEN
        document := customer_organization_print(o, p_bytes / 64, p_bytes)::text;
    END IF;
END $$;

CREATE FUNCTION public.customer_organization_rename() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    places uuid[];
BEGIN
    places := ARRAY(
        SELECT o.id FROM customer_organization AS o
         WHERE o.app_id = NEW.app_id
           AND (o.owner = NEW.id OR o.id IN (
                SELECT m.customer_organization FROM customer_organization_member AS m
                 WHERE m.app_id = NEW.app_id AND m.company = NEW.id))
         ORDER BY o.id FOR UPDATE);
    UPDATE customer_organization_member AS m SET name = NEW.name
     WHERE m.app_id = NEW.app_id AND m.company = NEW.id;
    UPDATE customer_organization AS o
       SET version = o.version + 1, updated_at = NEW.updated_at
     WHERE o.app_id = NEW.app_id AND o.id = ANY (places);
    RETURN NULL;
END $$;

CREATE FUNCTION public.customer_organizations_around(p_app uuid, p_company uuid, p_organizations integer, p_members integer) RETURNS TABLE(id uuid, version bigint, most integer)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.id, o.version,
           greatest(0, least(o.member_count, p_members - sum(o.member_count)
               OVER (ORDER BY o.id ROWS UNBOUNDED PRECEDING) + o.member_count))::integer
      FROM (SELECT o.id, o.version, o.member_count
              FROM customer_organization AS o
             WHERE o.app_id = p_app AND o.id IN (
                   SELECT m.customer_organization FROM customer_organization_member AS m
                    WHERE m.app_id = p_app AND m.company = p_company
                   UNION ALL
                   SELECT w.id FROM customer_organization AS w
                    WHERE w.app_id = p_app AND w.owner = p_company)
             ORDER BY o.id
             LIMIT p_organizations) AS o
$$;

CREATE FUNCTION public.customer_organizations_print(p_app uuid, p_ids uuid[], p_mosts integer[], p_bytes integer, p_members_bytes integer) RETURNS TABLE(place bigint, id uuid, version bigint, document text)
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    printed bigint := 0;
BEGIN
    -- One by one: a loop over a query would print many before the first is looked at.
    FOR n IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        SELECT n, o.id, o.version,
               customer_organization_print(
                   o, coalesce(p_mosts[n], o.member_count), p_members_bytes)::text
          INTO place, id, version, document
          FROM customer_organization AS o
         WHERE o.app_id = p_app AND o.id = p_ids[n];
        CONTINUE WHEN NOT FOUND;
        printed := printed + octet_length(document) + 1;
        IF printed > p_bytes AND printed > octet_length(document) + 1 THEN
            document := NULL;
            RETURN NEXT;
            RETURN;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION public.customer_organizations_print_at(p_app uuid, p_ids uuid[], p_at timestamp with time zone, p_bytes integer, p_members_bytes integer) RETURNS TABLE(place bigint, id uuid, version bigint, document text)
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    printed bigint := 0;
BEGIN
    FOR n IN 1 .. coalesce(cardinality(p_ids), 0) LOOP
        place := n;
        id := p_ids[n];
        version := 0;
        document := customer_organization_print_at(
            p_app, id, p_at, p_members_bytes)::text;
        CONTINUE WHEN document IS NULL;
        printed := printed + octet_length(document) + 1;
        IF printed > p_bytes AND printed > octet_length(document) + 1 THEN
            document := NULL;
            RETURN NEXT;
            RETURN;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION public.division_gets_no_number() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    whose uuid;
BEGIN
    IF TG_TABLE_NAME = 'company' THEN
        whose := NEW.id;
    ELSE
        whose := NEW.company;
    END IF;
    IF EXISTS (SELECT FROM division AS d
                WHERE d.app_id = NEW.app_id AND d.company = whose) THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME,
            MESSAGE = 'a division has no numbers of its own';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.division_stays_below() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM division AS d
                WHERE d.app_id = NEW.app_id AND d.company = NEW.id) THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME,
            MESSAGE = 'a division needs a company above it';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.event_append(p_app uuid, p_type text, p_subject uuid, p_actor_kind text, p_actor text, p_request_id text, p_happened_at timestamp with time zone, p_before json, p_after json, p_reason text DEFAULT NULL::text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    place bigint;
BEGIN
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at,
                       before, after, reason)
    VALUES (p_app, p_type, p_subject, p_actor_kind, p_actor, p_request_id, p_happened_at,
            p_before, p_after, p_reason)
    RETURNING seq INTO place;
    RETURN place;
END $$;

CREATE FUNCTION public.event_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'an event is never changed';
END $$;

CREATE TABLE public.file (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    company uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    filename text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    checksum text NOT NULL,
    custom_fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    uploaded_by uuid
);

CREATE FUNCTION public.file_document(f public.file) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT row_to_json(d) FROM (SELECT
        f.app_id,
        f.checksum,
        f.content_type,
        printed(f.created_at) AS created_at,
        f.custom_fields,
        f.filename,
        f.id,
        f.size,
        printed(f.updated_at) AS updated_at,
        format('/api/v1/%s/organisations/%s/files/%s/content',
               f.app_id, f.company, f.id) AS url
    ) AS d
$$;

CREATE FUNCTION public.id_beside(id uuid, place integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (encode(set_byte(uuid_send(id), 15, (get_byte(uuid_send(id), 15) # place)), 'hex'::text))::uuid;

CREATE FUNCTION public.invoice_address(addresses jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    SELECT coalesce(
        jsonb_path_query_first(addresses, '$[*] ? (@.is_default == true)'),
        addresses -> 0
    )
$_$;

CREATE FUNCTION public.key_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (to_jsonb(NEW) -> 'app_id', to_jsonb(NEW) -> 'id')
       IS DISTINCT FROM (to_jsonb(OLD) -> 'app_id', to_jsonb(OLD) -> 'id') THEN
        RAISE EXCEPTION 'the key of a row is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.label_hold(p_app uuid, p_kind text, p_label uuid, p_most integer) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    companies uuid[];
    missed uuid[];
BEGIN
    FOR attempt IN 1..20 LOOP
        BEGIN
            companies := label_shown(p_app, p_kind, p_label, p_most + 1);
            IF cardinality(companies) > p_most THEN
                PERFORM label_lock(p_app, p_kind, p_label);
                RETURN NULL;
            END IF;
            PERFORM FROM company AS c
              WHERE c.app_id = p_app AND c.id = ANY (companies)
              ORDER BY c.id FOR NO KEY UPDATE;
            PERFORM label_lock(p_app, p_kind, p_label);
            -- From here on nobody else gets the label. Who got it while we waited is
            -- held as well, but not waited for: that would be out of order.
            missed := ARRAY(
                SELECT unnest(label_shown(p_app, p_kind, p_label, NULL))
                EXCEPT SELECT unnest(companies));
            IF cardinality(missed) = (
                SELECT count(*) FROM (
                    SELECT FROM company AS c
                     WHERE c.app_id = p_app AND c.id = ANY (missed)
                       FOR NO KEY UPDATE SKIP LOCKED) AS held) THEN
                RETURN label_shown(p_app, p_kind, p_label, NULL);
            END IF;
            RAISE SQLSTATE 'KN001';  -- let everything go, and begin again
        EXCEPTION WHEN SQLSTATE 'KN001' THEN
            NULL;
        END;
    END LOOP;
    RAISE lock_not_available USING MESSAGE = 'the companies of a label change too fast';
END $$;

CREATE FUNCTION public.label_keep(p_app uuid, p_kind text, p_labels uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    kept integer;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE app_id = $1 AND id = ANY ($2)
                                          ORDER BY id FOR KEY SHARE) AS k', p_kind)
       INTO kept USING p_app, p_labels;
    IF kept < cardinality(p_labels) THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = format('company_%s_known', p_kind),
            TABLE = 'company_' || p_kind, MESSAGE = 'a label is gone';
    END IF;
END $_$;

CREATE FUNCTION public.label_lock(p_app uuid, p_kind text, p_label uuid) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format('SELECT FROM %I WHERE app_id = $1 AND id = $2 FOR UPDATE', p_kind)
      USING p_app, p_label;
END $_$;

CREATE FUNCTION public.label_put_on(p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json, p_now timestamp with time zone, p_actor_kind text, p_actor text, p_request_id text) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $_$
DECLARE
    new uuid[];
BEGIN
    PERFORM label_keep(p_app, p_kind, ARRAY[p_label]);
    EXECUTE format('WITH new AS (
                        INSERT INTO %I (app_id, company, %I)
                        SELECT $1, unnest($2), $3 ON CONFLICT DO NOTHING
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM new',
                   'company_' || p_kind, p_kind)
       INTO new USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, new, p_now);
    PERFORM event_append(p_app, p_kind || '.company_added', n, p_actor_kind, p_actor,
                         p_request_id, p_now, NULL, p_told)
       FROM unnest(new) AS n;
    RETURN new;
END $_$;

CREATE FUNCTION public.label_render(p_app uuid, p_companies uuid[], p_now timestamp with time zone) RETURNS void
    LANGUAGE sql
    AS $$
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
$$;

CREATE FUNCTION public.label_render_next(p_most integer, p_now timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
DECLARE
    work label_rendering;
    companies uuid[];
BEGIN
    SELECT * INTO work FROM label_rendering AS r
     ORDER BY r.created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT ARRAY(SELECT l.company FROM %I AS l
                                  WHERE l.app_id = $1 AND l.%I = $2 AND l.company > $3
                                  ORDER BY l.company LIMIT $4)',
                   'company_' || work.kind, work.kind)
       INTO companies USING work.app_id, work.label, work.done_to, p_most;
    IF companies = '{}' THEN
        DELETE FROM label_rendering AS r
         WHERE r.app_id = work.app_id AND r.id = work.id;
        RETURN 0;
    END IF;
    PERFORM FROM company AS c
      WHERE c.app_id = work.app_id AND c.id = ANY (companies)
      ORDER BY c.id FOR NO KEY UPDATE;
    -- Who was changed since the label was shows it already.
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = work.app_id AND c.id = ANY (companies)
       AND c.document <> company_document(c);
    UPDATE label_rendering AS r SET done_to = companies[cardinality(companies)]
     WHERE r.app_id = work.app_id AND r.id = work.id;
    RETURN cardinality(companies);
END $_$;

CREATE FUNCTION public.label_replace(p_app uuid, p_kind text, p_company uuid, p_labels uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    IF p_labels IS NULL THEN
        RETURN;
    END IF;
    PERFORM label_keep(p_app, p_kind, p_labels);
    EXECUTE format('DELETE FROM %I WHERE app_id = $1 AND company = $2 AND %I <> ALL ($3)',
                   'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
    EXECUTE format('INSERT INTO %I (app_id, company, %I) SELECT $1, $2, unnest($3)'
                   ' ON CONFLICT DO NOTHING', 'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
END $_$;

CREATE FUNCTION public.label_shown(p_app uuid, p_kind text, p_label uuid, p_most integer) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
    companies uuid[];
BEGIN
    EXECUTE format('SELECT ARRAY(SELECT l.company FROM %I AS l
                                  WHERE l.app_id = $1 AND l.%I = $2
                                  ORDER BY l.company LIMIT $3)',
                   'company_' || p_kind, p_kind)
       INTO companies USING p_app, p_label, p_most;
    RETURN companies;
END $_$;

CREATE FUNCTION public.label_take_off(p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json, p_now timestamp with time zone, p_actor_kind text, p_actor text, p_request_id text) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $_$
DECLARE
    old uuid[];
BEGIN
    EXECUTE format('WITH old AS (
                        DELETE FROM %I WHERE app_id = $1 AND company = ANY ($2)
                                         AND %I = $3
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM old',
                   'company_' || p_kind, p_kind)
       INTO old USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, old, p_now);
    PERFORM event_append(p_app, p_kind || '.company_removed', o, p_actor_kind, p_actor,
                         p_request_id, p_now, p_told, NULL)
       FROM unnest(old) AS o;
    RETURN old;
END $_$;

CREATE FUNCTION public.legal_entity(p_app uuid, p_path uuid[]) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    SELECT w.id FROM unnest(p_path) WITH ORDINALITY AS w (id, place)
     WHERE NOT EXISTS (SELECT FROM division AS d
                        WHERE d.app_id = p_app AND d.company = w.id)
     ORDER BY w.place DESC LIMIT 1
$$;

CREATE FUNCTION public.lock(p_app uuid, p_kind text, p_key text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(lock_number(p_app, p_kind, p_key));
END $$;

CREATE FUNCTION public.lock_number(p_app uuid, p_kind text, p_key text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    seed bigint;
BEGIN
    seed := CASE p_kind
        WHEN 'tree' THEN 4
        WHEN 'schedule' THEN 5
        WHEN 'ownership' THEN 1
        WHEN 'nesting' THEN 2
        WHEN 'search' THEN 19
        WHEN 'move_job' THEN 6
        WHEN 'member_job' THEN 27
    END;
    IF seed IS NULL THEN
        RAISE EXCEPTION 'there is no kind of lock "%"', p_kind;
    END IF;
    RETURN hashtextextended(p_app::text || p_key, seed);
END $$;

CREATE FUNCTION public.lock_shared(p_app uuid, p_kind text, p_key text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(lock_number(p_app, p_kind, p_key));
END $$;

CREATE FUNCTION public.lock_try(p_app uuid, p_kind text, p_key text DEFAULT ''::text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN pg_try_advisory_xact_lock(lock_number(p_app, p_kind, p_key));
END $$;

CREATE FUNCTION public.payer_arrange(p_app uuid, p_company uuid, p_kind text, p_named uuid, p_organization uuid, p_payment text, p_from timestamp with time zone, p_now timestamp with time zone, p_reason text, p_corrects boolean) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    old payer_arrangement;
    until timestamptz;
BEGIN
    SELECT a.* INTO old FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_from;
    IF (coalesce(old.kind, 'self'), old.named, old.customer_organization,
        coalesce(old.payment, p_payment))
       IS NOT DISTINCT FROM (p_kind, p_named, p_organization, p_payment) THEN
        RETURN false;
    END IF;
    SELECT min(lower(a.valid)) INTO until FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND lower(a.valid) > p_from;
    IF p_corrects THEN
        INSERT INTO payer_arrangement_before
               (app_id, company, kind, named, customer_organization, payment, valid,
                recorded_at, corrected_at, reason)
        VALUES (p_app, p_company, coalesce(old.kind, 'self'), old.named,
                old.customer_organization, coalesce(old.payment, 'invoice_owner'),
                tstzrange(p_from, until), old.recorded_at, p_now, p_reason);
    END IF;
    IF lower(old.valid) = p_from THEN
        DELETE FROM payer_arrangement AS a
         WHERE a.app_id = p_app AND a.company = p_company AND a.valid = old.valid;
    ELSE
        UPDATE payer_arrangement AS a SET valid = tstzrange(lower(a.valid), p_from)
         WHERE a.app_id = p_app AND a.company = p_company AND a.valid = old.valid;
    END IF;
    INSERT INTO payer_arrangement
           (app_id, company, kind, named, customer_organization, payment, valid,
            recorded_at, reason)
    VALUES (p_app, p_company, p_kind, p_named, p_organization, p_payment,
            tstzrange(p_from, until), p_now, p_reason);
    RETURN true;
END $$;

CREATE TABLE public.payer_arrangement (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    kind text NOT NULL,
    named uuid,
    customer_organization uuid,
    payment text NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    reason text,
    CONSTRAINT payer_arrangement_kind_known CHECK ((kind = ANY (ARRAY['self'::text, 'parent'::text, 'root'::text, 'ancestor'::text, 'customer_organization'::text]))),
    CONSTRAINT payer_arrangement_names_what_it_needs CHECK ((((kind = 'ancestor'::text) = (named IS NOT NULL)) AND ((kind = 'customer_organization'::text) = (customer_organization IS NOT NULL)))),
    CONSTRAINT payer_arrangement_payment_known CHECK ((payment = ANY (ARRAY['self'::text, 'invoice_owner'::text])))
);

CREATE FUNCTION public.payer_at(p_app uuid, p_company uuid, p_at timestamp with time zone, OUT arranged public.payer_arrangement, OUT invoice_owner uuid, OUT payment_owner uuid, OUT lapsed text) RETURNS record
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    SELECT a.* INTO arranged FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_at;
    SELECT b.owner, b.lapsed INTO invoice_owner, lapsed
      FROM payer_by(arranged, p_app,
                    CASE WHEN arranged.kind IN ('parent', 'root', 'ancestor')
                         THEN payer_way(p_app, p_company, p_at)
                         ELSE ARRAY[p_company] END, p_at) AS b;
    payment_owner := CASE WHEN arranged.payment = 'self' THEN p_company
                          ELSE invoice_owner END;
END $$;

CREATE FUNCTION public.payer_below(p_app uuid, p_company uuid, p_at timestamp with time zone, p_moment timestamp with time zone, p_edge uuid[], p_backwards boolean, p_most integer) RETURNS TABLE(way uuid[], company uuid)
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    last constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    top uuid[] := tree_path(p_app, 'main', p_company);
    depth integer := cardinality(top);
    is_root boolean;
BEGIN
    IF p_at IS NOT NULL THEN
        is_root := placement_parent(p_app, 'main', p_company, p_at) IS NULL;
        RETURN QUERY
        WITH RECURSIVE below (company, way) AS (
            SELECT p_company, ARRAY[]::uuid[]
            UNION ALL
            SELECT l.company, b.way || l.company
              FROM below AS b
              JOIN placement AS l
                ON l.app_id = p_app AND l.hierarchy = 'main' AND l.parent = b.company
               AND (l.valid @> p_at) IS TRUE
             WHERE cardinality(b.way) < 64 AND (b.way = '{}' OR is_root)
        )
        SELECT b.way, b.company
          FROM below AS b
         CROSS JOIN LATERAL (SELECT payer_kind(p_app, b.company, p_at) OFFSET 0) AS a (kind)
         WHERE (a.kind = 'parent' AND cardinality(b.way) = 1
                OR a.kind = 'root' AND b.way <> '{}' AND is_root)
           AND CASE WHEN p_backwards THEN b.way < p_edge ELSE b.way > p_edge END
         ORDER BY CASE WHEN p_backwards THEN NULL ELSE b.way END, b.way DESC
         LIMIT p_most;
    ELSIF depth > 1 AND p_backwards THEN
        RETURN QUERY
        SELECT ARRAY[c.id], c.id
          FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_company
           AND payer_kind(p_app, c.id, p_moment) = 'parent'
           AND c.id < p_edge[1]
         ORDER BY c.id DESC LIMIT p_most;
    ELSIF depth > 1 THEN
        RETURN QUERY
        SELECT ARRAY[c.id], c.id
          FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_company
           AND payer_kind(p_app, c.id, p_moment) = 'parent'
           AND (p_edge = '{}' OR c.id > p_edge[1])
         ORDER BY c.id LIMIT p_most;
    ELSIF p_backwards THEN
        RETURN QUERY
        SELECT x.path[2:], x.company
          FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > top AND x.path < top || p_edge
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path DESC LIMIT p_most;
    ELSE
        RETURN QUERY
        SELECT x.path[2:], x.company
          FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > top || p_edge AND x.path < top || last
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path LIMIT p_most;
    END IF;
END $$;

CREATE FUNCTION public.payer_by(a public.payer_arrangement, p_app uuid, p_way uuid[], p_at timestamp with time zone, OUT owner uuid, OUT lapsed text) RETURNS record
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    above uuid[] := p_way[:cardinality(p_way) - 1];
    found uuid;
BEGIN
    owner := p_way[cardinality(p_way)];
    IF a.kind = 'root' THEN
        owner := p_way[1];
    ELSIF a.kind = 'parent' THEN
        IF above = '{}' THEN lapsed := 'no_parent'; RETURN; END IF;
        owner := above[cardinality(above)];
    ELSIF a.kind = 'ancestor' THEN
        IF a.named <> ALL (above) THEN lapsed := 'not_above'; RETURN; END IF;
        owner := a.named;
    ELSIF a.kind = 'customer_organization' THEN
        SELECT o.owner INTO found
          FROM customer_organization_at(p_app, a.customer_organization, p_at) AS o;
        IF found IS NULL THEN lapsed := 'organization_gone'; RETURN; END IF;
        IF NOT customer_organization_has(
                p_app, a.customer_organization, owner, p_at) THEN
            lapsed := 'not_a_member';
            RETURN;
        END IF;
        owner := found;
    END IF;
END $$;

CREATE FUNCTION public.payer_kind(p_app uuid, p_company uuid, p_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT a.kind FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_at
$$;

CREATE FUNCTION public.payer_owned(p_app uuid, p_company uuid, p_at timestamp with time zone) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    AS $$
    SELECT o.id FROM customer_organization AS o
     WHERE o.app_id = p_app AND o.owner = p_company
       AND customer_organization_owned_since(o) <= p_at
    UNION
    SELECT t.customer_organization FROM customer_organization_owner_time AS t
     WHERE t.app_id = p_app AND t.owner = p_company AND t.valid @> p_at
$$;

CREATE FUNCTION public.payer_way(p_app uuid, p_company uuid, p_at timestamp with time zone) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    way uuid[] := '{}';
    next uuid := p_company;
BEGIN
    WHILE next IS NOT NULL AND cardinality(way) < 64 LOOP
        way := next || way;
        next := placement_parent(p_app, 'main', next, p_at);
    END LOOP;
    RETURN way;
END $$;

CREATE FUNCTION public.place_at(p_app uuid, p_company uuid, p_at timestamp with time zone) RETURNS TABLE(id uuid, name text, status text, kind text, archived_at timestamp with time zone, parent_id uuid, depth integer, children_count integer, descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
    LANGUAGE sql STABLE
    AS $$
    SELECT * FROM place_at(p_app, 'main', p_company, p_at)
$$;

CREATE FUNCTION public.place_at(p_app uuid, p_hierarchy text, p_company uuid, p_at timestamp with time zone) RETURNS TABLE(id uuid, name text, status text, kind text, archived_at timestamp with time zone, parent_id uuid, depth integer, children_count integer, descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE below (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.company, b.level + 1
          FROM below AS b
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.parent = b.company
           AND (p.valid @> p_at) IS TRUE
         WHERE b.level < 64
    )
    SELECT c.id, c.name, c.status,
           CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END, c.archived_at,
           w.path[cardinality(w.path) - 1], cardinality(w.path) - 1,
           (SELECT count(*)::integer FROM below AS b WHERE b.level = 1),
           (SELECT count(*)::integer - 1 FROM below AS b),
           -- Who is a division today may have stood alone then.
           CASE WHEN d.company IS NULL THEN c.id
                ELSE coalesce(legal_entity(p_app, CASE
                    WHEN p_hierarchy = 'main' THEN w.path
                    ELSE tree_path_at(p_app, 'main', p_company, p_at) END), c.id) END,
           w.path[1], w.path
      FROM tree_path_at(p_app, p_hierarchy, p_company, p_at) AS w (path)
      JOIN company AS c ON c.app_id = p_app AND c.id = p_company AND c.created_at <= p_at
      LEFT JOIN division AS d ON d.app_id = p_app AND d.company = p_company
$$;

CREATE FUNCTION public.place_is_seen(p_app uuid, p_user uuid, p_company uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (
        SELECT FROM membership AS m
         WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p_company)
    OR EXISTS (
        SELECT FROM unnest(tree_path(p_app, 'main', p_company)) AS above (company)
          JOIN membership AS m
            ON m.app_id = p_app AND m."user" = p_user AND m.company = above.company
         WHERE m.level IN ('admin', 'super-admin'))
$$;

CREATE FUNCTION public.placement_circle(p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND (p.valid && a.during) IS TRUE
         WHERE a.company <> p_company AND a.level < 128
    )
    SELECT min(lower(a.during)) FROM above AS a WHERE a.company = p_company
$$;

CREATE FUNCTION public.placement_depth(p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_during tstzrange) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE above (company, during, level) AS (
        SELECT p_parent, p_during, 1
        UNION ALL
        SELECT p.parent, a.during * p.valid, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy
           AND p.company = a.company AND (p.valid && a.during) IS TRUE
         WHERE a.level < 128
    ), below (company, during, level) AS (
        SELECT p_company, p_during, 1
        UNION ALL
        SELECT p.company, b.during * p.valid, b.level + 1
          FROM below AS b
         CROSS JOIN LATERAL (
               SELECT p.company, p.valid FROM placement AS p
                WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy
                  AND p.parent = b.company
               OFFSET 0) AS p
         WHERE b.level < 128 AND p.valid && b.during
    ), highest AS (
        SELECT DISTINCT a.during, a.level FROM above AS a
    ), lowest AS (
        SELECT b.during, max(b.level) AS level FROM below AS b GROUP BY b.during
    )
    SELECT max(h.level + l.level)
      FROM highest AS h JOIN lowest AS l ON h.during && l.during
$$;

CREATE FUNCTION public.placement_parent(p_app uuid, p_hierarchy text, p_company uuid, p_at timestamp with time zone) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    SELECT p.parent FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND (p.valid @> p_at) IS TRUE
$$;

CREATE FUNCTION public.placement_put(p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_from timestamp with time zone, p_now timestamp with time zone, p_correction text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    until timestamptz := placement_until(p_app, p_hierarchy, p_company, p_from);
    old placement;
    new tstzrange := tstzrange(p_from, until);
    rest tstzrange;
BEGIN
    SELECT * INTO old FROM placement AS p
     WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
       AND p.valid @> p_from;
    IF old.parent IS NOT DISTINCT FROM p_parent THEN
        RETURN;
    END IF;
    IF p_correction IS NOT NULL THEN
        INSERT INTO placement_before (app_id, hierarchy, company, parent, valid,
                                      recorded_at, corrected_at, reason)
        VALUES (p_app, p_hierarchy, p_company, old.parent, new, old.recorded_at, p_now,
                p_correction);
    END IF;
    IF old.company IS NOT NULL THEN
        DELETE FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
           AND p.valid = old.valid;
        FOREACH rest IN ARRAY ARRAY[
            tstzrange(lower(old.valid), p_from), tstzrange(until, upper(old.valid))
        ] LOOP
            CONTINUE WHEN isempty(rest) OR (lower(rest) IS NULL);
            INSERT INTO placement (app_id, hierarchy, company, parent, valid,
                                   recorded_at, transaction, reason)
            VALUES (p_app, p_hierarchy, p_company, old.parent, rest, old.recorded_at,
                    old.transaction, old.reason);
        END LOOP;
    END IF;
    IF p_parent IS NOT NULL THEN
        -- With the same parent before or behind, it is one time.
        WITH neighbour AS (
            DELETE FROM placement AS p
             WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy
               AND p.company = p_company AND p.parent = p_parent AND p.valid -|- new
            RETURNING p.valid)
        SELECT range_merge(range_agg(v)) INTO new
          FROM (SELECT n.valid AS v FROM neighbour AS n UNION ALL SELECT new) AS every;
        INSERT INTO placement (app_id, hierarchy, company, parent, valid, recorded_at,
                               reason)
        VALUES (p_app, p_hierarchy, p_company, p_parent, new, p_now, p_correction);
    END IF;
END $$;

CREATE FUNCTION public.placement_until(p_app uuid, p_hierarchy text, p_company uuid, p_from timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    SELECT min(t) FROM (
        SELECT lower(p.valid) AS t FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
        UNION ALL
        SELECT upper(p.valid) FROM placement AS p
         WHERE p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = p_company
        UNION ALL
        SELECT m.effective_at FROM scheduled_move AS m
         WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy AND m.company = p_company
           AND m.state = 'pending') AS boundaries
     WHERE t > p_from
$$;

CREATE FUNCTION public.places_in(p_app uuid, p_hierarchy text) RETURNS TABLE(id uuid, name text, status text, kind text, archived_at timestamp with time zone, parent_id uuid, depth integer, children_count integer, descendants_count integer, legal_entity_id uuid, root_id uuid, path uuid[])
    LANGUAGE sql STABLE
    AS $$
    SELECT c.id, c.name, c.status,
           CASE WHEN d.company IS NULL THEN 'company' ELSE 'division' END, c.archived_at,
           CASE WHEN p_hierarchy = 'main' THEN c.parent
                ELSE a.path[cardinality(a.path) - 1] END,
           coalesce(cardinality(a.path), 1) - 1, coalesce(a.children, 0),
           coalesce(a.below, 0),
           CASE WHEN d.company IS NULL THEN c.id
                WHEN p_hierarchy = 'main' THEN legal_entity(p_app, a.path)
                ELSE legal_entity(p_app, tree_path(p_app, 'main', c.id)) END,
           coalesce(a.path[1], c.id), a.path
      FROM company AS c
      LEFT JOIN ancestry AS a
        ON a.app_id = p_app AND a.hierarchy = p_hierarchy AND a.company = c.id
      LEFT JOIN division AS d ON d.app_id = p_app AND d.company = c.id
     WHERE c.app_id = p_app
$$;

CREATE FUNCTION public.referred_to_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    is_referred_to boolean;
BEGIN
    FOR place IN 1 .. TG_NARGS - 1 BY 3 LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM gone AS g JOIN %I AS r'
                       ' ON r.app_id = g.app_id AND r.%I = g.%I)',
                       TG_ARGV[place + 1], TG_ARGV[place + 2], TG_ARGV[0])
           INTO is_referred_to;
        IF is_referred_to THEN
            RAISE foreign_key_violation USING
                CONSTRAINT = TG_ARGV[place], TABLE = TG_ARGV[place + 1],
                MESSAGE = format('what "%s" refers to is deleted', TG_ARGV[place]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION public.registration_add(p_app uuid, p_now timestamp with time zone, p_facts jsonb, p_external_ref text, p_wants_active boolean, p_role text, p_parent uuid, p_user uuid, p_tag_ids uuid[], p_tag_slugs text[], p_customer_group_ids uuid[], p_customer_group_slugs text[], p_store_group_ids uuid[], p_store_group_slugs text[], p_actor_kind text, p_actor text, p_request_id text) RETURNS public.registration_outcome
    LANGUAGE plpgsql
    AS $$
DECLARE
    answer registration_outcome;
    reference text;
    shares_numbers boolean;
    role uuid;
    tags uuid[];
    tag_slugs text[];
    tag_prints json;
    customer_groups uuid[];
    customer_group_slugs text[];
    customer_group_prints json;
    store_groups uuid[];
    store_group_slugs text[];
    store_group_prints json;
BEGIN
    SELECT p_wants_active AND p_user IS NOT NULL
               AND a.registration_policy = 'approval',
           a.shares_numbers, a.default_tax_status
      INTO answer.needs_approval, shares_numbers, answer.default_tax_status
      FROM app AS a WHERE a.app_id = p_app;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = 'company_of_app', MESSAGE = 'there is no such app';
    END IF;
    IF p_role IS NOT NULL THEN
        SELECT r.id INTO role FROM role AS r WHERE r.app_id = p_app AND r.slug = p_role;
        IF NOT FOUND THEN
            answer.roles := ARRAY(
                SELECT r.slug FROM role AS r
                 WHERE r.app_id = p_app ORDER BY r.slug LIMIT 100);
        END IF;
    END IF;
    -- The parent must be one that the user may name; a credential may name any.
    IF p_parent IS NOT NULL THEN
        SELECT p.id, p.archived_at IS NOT NULL INTO answer.parent, answer.parent_is_archived
          FROM company AS p
         WHERE p.app_id = p_app AND p.id = p_parent
           AND (p_user IS NULL OR EXISTS (
                SELECT FROM membership AS m
                 WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p.id
                   AND m.level IN ('admin', 'super-admin')));
    END IF;
    IF cardinality(p_tag_ids) > 0 THEN
        p_tag_slugs := p_tag_slugs || ARRAY(
            SELECT t.key FROM tag AS t
             WHERE t.app_id = p_app AND t.id = ANY (p_tag_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_tag_slugs) > 0 THEN
        SELECT array_agg(t.id), array_agg(t.key),
               json_agg(row_to_json(ROW(t.id, t.key, t.name)::tag_printed))
          INTO tags, tag_slugs, tag_prints
          FROM (SELECT t.id, t.key, t.name FROM tag AS t
                 WHERE t.app_id = p_app AND t.key = ANY (p_tag_slugs)
                 ORDER BY t.key FOR KEY SHARE) AS t;
    END IF;
    IF cardinality(p_customer_group_ids) > 0 THEN
        p_customer_group_slugs := p_customer_group_slugs || ARRAY(
            SELECT g.slug FROM customer_group AS g
             WHERE g.app_id = p_app AND g.id = ANY (p_customer_group_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_customer_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(row_to_json(ROW(g.id, g.name, g.slug)::customer_group_printed))
          INTO customer_groups, customer_group_slugs, customer_group_prints
          FROM (SELECT g.id, g.name, g.slug FROM customer_group AS g
                 WHERE g.app_id = p_app AND g.slug = ANY (p_customer_group_slugs)
                 ORDER BY g.slug FOR KEY SHARE) AS g;
    END IF;
    IF cardinality(p_store_group_ids) > 0 THEN
        p_store_group_slugs := p_store_group_slugs || ARRAY(
            SELECT g.slug FROM store_group AS g
             WHERE g.app_id = p_app AND g.id = ANY (p_store_group_ids) FOR KEY SHARE);
    END IF;
    IF cardinality(p_store_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(store_group_print(g))
          INTO store_groups, store_group_slugs, store_group_prints
          FROM (SELECT * FROM store_group AS g
                 WHERE g.app_id = p_app AND g.slug = ANY (p_store_group_slugs)
                 ORDER BY g.slug FOR KEY SHARE) AS g;
    END IF;
    IF p_facts IS NULL OR answer.needs_approval OR answer.roles IS NOT NULL
       OR answer.parent_is_archived OR answer.parent IS DISTINCT FROM p_parent
       OR p_wants_active AND p_user IS NOT NULL
          AND p_facts ->> 'tax_status' <> answer.default_tax_status
       OR NOT (p_tag_ids <@ coalesce(tags, '{}')
               AND p_tag_slugs <@ coalesce(tag_slugs, '{}')
               AND p_customer_group_ids <@ coalesce(customer_groups, '{}')
               AND p_customer_group_slugs <@ coalesce(customer_group_slugs, '{}')
               AND p_store_group_ids <@ coalesce(store_groups, '{}')
               AND p_store_group_slugs <@ coalesce(store_group_slugs, '{}')) THEN
        answer.outcome := 'refused';
        answer.tags := tags;
        answer.tag_slugs := tag_slugs;
        answer.customer_groups := customer_groups;
        answer.customer_group_slugs := customer_group_slugs;
        answer.store_groups := store_groups;
        answer.store_group_slugs := store_group_slugs;
        RETURN answer;
    END IF;

    reference := coalesce(p_external_ref, p_facts ->> 'external_ref_asked');
    IF reference IS NOT NULL AND (length(reference) = 36 OR EXISTS (
        SELECT FROM alias AS a WHERE a.app_id = p_app AND a.value = reference)) THEN
        answer.other := alias_holder(
            p_app, reference, (p_facts ->> 'id')::uuid, p_user);
        IF answer.other IS NOT NULL THEN answer.outcome := 'taken'; RETURN answer; END IF;
    END IF;
    answer.document := company_add(
        p_app, p_facts, CASE WHEN p_wants_active THEN 'active' ELSE 'pending' END,
        answer.default_tax_status, p_parent, shares_numbers, tags, tag_prints, customer_groups,
        customer_group_prints, store_groups, store_group_prints,
        CASE WHEN p_external_ref IS NULL THEN '{}' ELSE ARRAY[p_external_ref] END,
        p_external_ref, p_user, role, p_actor_kind, p_actor, p_request_id);
    IF answer.document IS NULL THEN
        answer.outcome := 'taken';
        answer.other := company_claimant(
            p_app, p_facts ->> 'country', p_facts ->> 'organisation_number_claim',
            p_facts ->> 'tax_id_vat_number_claim', (p_facts ->> 'id')::uuid,
            p_user);
    ELSE
        answer.outcome := 'done';
    END IF;
    RETURN answer;
END $$;

CREATE FUNCTION public.registration_decide(p_app uuid, p_company uuid, p_status text, p_version bigint, p_now timestamp with time zone, OUT outcome text, OUT name text, OUT other json) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    c company;
BEGIN
    SELECT * INTO c FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_company AND x.status = 'pending'
       AND x.archived_at IS NULL AND x.version = coalesce(p_version, x.version)
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'refused'; RETURN; END IF;
    name := c.name;
    outcome := 'done';
    IF p_status = 'active' AND c.external_ref_asked IS NOT NULL THEN
        other := alias_holder(p_app, c.external_ref_asked, p_company, NULL);
        IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;
        c.external_ref_asked := company_refer(
            p_app, p_company, c.external_ref_asked, p_now, true);
    END IF;
    UPDATE company AS x
       SET status = p_status, version = x.version + 1, updated_at = p_now,
           external_ref_asked = c.external_ref_asked
     WHERE x.app_id = p_app AND x.id = p_company;
EXCEPTION WHEN unique_violation THEN
    outcome := 'taken';
    other := coalesce(
        company_claimant(p_app, c.country, c.organisation_number_claim,
                         c.tax_id_vat_number_claim, p_company),
        alias_holder(p_app, c.external_ref_asked, p_company, NULL));
    IF other IS NULL THEN RAISE; END IF;  -- who had it has let go of it meanwhile
END $$;

CREATE FUNCTION public.registration_document(c public.company, p_tells_who boolean) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT row_to_json(d)::text FROM (SELECT
        c.id,
        c.status,
        printed(c.created_at) AS registered_at,
        (SELECT CASE
                WHEN p_tells_who OR e.actor_kind <> 'user' OR EXISTS (
                     SELECT FROM membership AS m
                       JOIN "user" AS u ON u.app_id = m.app_id AND u.id = m."user"
                      WHERE m.app_id = c.app_id AND m.company = c.id
                        AND m."user" = e.actor::uuid
                        AND (m.accepted OR u.last_login_at > m.created_at)) THEN t.told
                ELSE json_build_object(
                         'kind', t.told -> 'kind', 'id', t.told -> 'id', 'email', NULL,
                         'name', t.told -> 'name') END
           FROM event AS e
          CROSS JOIN LATERAL (SELECT actor_told(e.app_id, e.actor_kind, e.actor)) AS t (told)
          WHERE e.app_id = c.app_id AND e.subject = c.id AND e.type = 'company.created'
          ORDER BY e.seq LIMIT 1) AS registered_by,
        CASE WHEN r.asked_at IS NOT NULL THEN json_build_object(
            'message', r.message,
            'asked_at', printed(r.asked_at),
            'asked_by', CASE WHEN p_tells_who THEN
                actor_told(c.app_id, r.asked_by_kind, r.asked_by) END,
            'changed_at', (
                SELECT printed(max(e.happened_at)) FROM event AS e
                 WHERE e.app_id = c.app_id AND e.subject = c.id
                   AND e.type = 'company.changed' AND e.actor_kind = 'user'
                   AND e.happened_at > r.asked_at)) END AS inquiry,
        CASE WHEN r.outcome IS NOT NULL THEN json_build_object(
            'outcome', r.outcome,
            'reason', r.reason,
            'decided_at', printed(r.decided_at),
            'decided_by', CASE WHEN p_tells_who THEN
                actor_told(c.app_id, r.decided_by_kind, r.decided_by) END
            ) END AS decision
      FROM (SELECT) AS nothing
      LEFT JOIN registration AS r ON r.app_id = c.app_id AND r.company = c.id
    ) AS d
$$;

CREATE FUNCTION public.search_catch_up(p_app uuid, p_most integer, p_waits boolean) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    due uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM search_due AS d WHERE d.app_id = p_app) THEN
        RETURN 0;
    END IF;
    IF p_waits THEN
        PERFORM lock(p_app, 'search');
    ELSIF NOT lock_try(p_app, 'search') THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM search_due AS d
         WHERE d.app_id = p_app AND d.note <= (
               SELECT max(n.note) FROM (
                   SELECT o.note FROM search_due AS o
                    WHERE o.app_id = p_app ORDER BY o.note LIMIT p_most) AS n)
        RETURNING d.company)
    SELECT array_agg(g.company) INTO due FROM gone AS g;
    PERFORM search_put(p_app, due);
    RETURN coalesce(cardinality(due), 0);
END $$;

CREATE FUNCTION public.search_code(app uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "right"((app)::text, 6);

CREATE FUNCTION public.search_email(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(((split_part(email, '@'::text, 2) || '@'::text) || split_part(email, '@'::text, 1)));

CREATE FUNCTION public.search_estimate(p_condition text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM company_search AS s WHERE ' || p_condition
       INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;

CREATE FUNCTION public.search_estimates(p_app uuid, p_demands text[], p_created_from timestamp with time zone, p_created_to timestamp with time zone, p_updated_from timestamp with time zone, p_updated_to timestamp with time zone, OUT every bigint, OUT created bigint, OUT updated bigint, OUT fitting bigint[]) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    of_app constant text := format('s.app_id = %L', p_app);
    demand text;
BEGIN
    every := search_estimate(of_app);
    created := every;
    updated := every;
    IF p_created_from IS NOT NULL THEN
        created := search_estimate(format('%s AND s.created_at >= %L AND s.created_at < %L',
                                          of_app, p_created_from, p_created_to));
    END IF;
    IF p_updated_from IS NOT NULL THEN
        updated := search_estimate(format('%s AND s.updated_at >= %L AND s.updated_at < %L',
                                          of_app, p_updated_from, p_updated_to));
    END IF;
    fitting := '{}';
    FOREACH demand IN ARRAY p_demands LOOP
        fitting := fitting || least(every, search_estimate(
            format('s.terms @@ %L::tsquery', demand)));
    END LOOP;
END $$;

CREATE FUNCTION public.search_field(key text, value text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((octet_length(key) + octet_length(value)) > 100) THEN encode(sha256(convert_to(((key || '='::text) || value), 'UTF8'::name)), 'hex'::text) ELSE ((key || '='::text) || value) END;

CREATE FUNCTION public.search_form(given text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
DECLARE
    form text := casefold(given COLLATE pg_unicode_fast);
BEGIN
    IF octet_length(form) > length(form) THEN
        form := unaccent(normalize(form, NFKC));
        IF octet_length(form) > length(form) THEN
            RETURN btrim(regexp_replace(
                form COLLATE pg_unicode_fast, '[^[:alnum:]]+', ' ', 'g'));
        END IF;
    END IF;
    RETURN btrim(regexp_replace(form COLLATE "C", '[^a-z0-9]+', ' ', 'g'));
END $$;

CREATE FUNCTION public.search_id(id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rtrim(encode(uuid_send(id), 'base64'::text), '='::text);

CREATE FUNCTION public.search_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_due (app_id, company) VALUES (NEW.app_id, NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.search_number(number text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NULLIF(upper(regexp_replace(number, '[^[:alnum:]]+'::text, ''::text, 'g'::text)), ''::text);

CREATE FUNCTION public.search_pattern(p_text text, p_is_anywhere boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
    folded constant text := caseless(p_text);
    form text := search_form(p_text);
BEGIN
    IF octet_length(folded) > length(folded) THEN
        IF folded ~ '[\u1100-\u11ff\uff66-\uff9f]$' THEN
            form := left(form, -1);
        END IF;
        IF unaccent(normalize(folded, NFKC)) COLLATE "C" ~ '[A-Z]' THEN
            form := '%' || replace(form, ' ', '%');
        END IF;
    END IF;
    RETURN CASE WHEN p_is_anywhere THEN '%' ELSE '' END || form || '%';
END $_$;

CREATE FUNCTION public.search_put(p_app uuid, p_companies uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    code constant text := search_code(p_app);
BEGIN
    WITH put AS (
    INSERT INTO company_search AS s (app_id, company, created_at, updated_at, name, terms)
    SELECT c.app_id, c.id, c.created_at, c.updated_at, left(f.form, 200),
           array_to_tsvector(array_remove(ARRAY[
               code || 'c' || c.country, code || 's' || c.status,
               code || CASE WHEN c.archived_at IS NULL THEN 'l' ELSE 'a' END,
               code || coalesce('p' || search_id(c.parent), 'r'),
               code || 'n' || search_number(c.organisation_number),
               code || 'n' || c.organisation_number_claim,
               code || 'n' || search_number(c.tax_id_vat_number),
               code || 'n' || c.tax_id_vat_number_claim,
               code || 'e' || search_email(c.email),
               code || 'e' || search_email(c.invoice_email)], NULL)
           || ARRAY(SELECT code || 'e' || search_email(p ->> 'email')
                      FROM jsonb_array_elements(c.contacts) AS p
                     WHERE p ->> 'email' IS NOT NULL)
           || ARRAY(SELECT code || 'w' || w FROM unnest(search_words(f.form)) AS w)
           || ARRAY(SELECT code || 'w' || w
                      FROM jsonb_array_elements(c.billing_address || c.shipping_address)
                           AS a,
                           unnest(search_words(search_form(a ->> 'city'))) AS w)
           || ARRAY(SELECT code || 't' || search_id(l.tag) FROM company_tag AS l
                     WHERE l.app_id = p_app AND l.company = c.id)
           || ARRAY(SELECT code || 'g' || search_id(l.customer_group)
                      FROM company_customer_group AS l
                     WHERE l.app_id = p_app AND l.company = c.id)
           || ARRAY(SELECT code || 'h' || search_id(l.store_group)
                      FROM company_store_group AS l
                     WHERE l.app_id = p_app AND l.company = c.id)
           || ARRAY(SELECT code || 'f' || search_field(v.key, v.value #>> '{}')
                      FROM jsonb_each(c.custom_fields) AS v
                     WHERE jsonb_typeof(v.value) IN ('string', 'number', 'boolean')
                     LIMIT 1000))
      FROM company AS c CROSS JOIN LATERAL (
           SELECT search_form(c.name) AS form OFFSET 0) AS f
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
        ON CONFLICT ON CONSTRAINT company_search_key DO UPDATE
       SET updated_at = excluded.updated_at, name = excluded.name, terms = excluded.terms
     WHERE (s.updated_at, s.name, s.terms)
           IS DISTINCT FROM (excluded.updated_at, excluded.name, excluded.terms)
    RETURNING s.company, s.terms)
    -- Of their words those that are new; a number is not misspelled, it is another one.
    INSERT INTO search_word (app_id, word, company)
    SELECT p_app, w.word, w.company
      FROM (SELECT DISTINCT ON (t.lexeme) substr(t.lexeme, length(code) + 2) AS word,
                   put.company
              FROM put CROSS JOIN unnest(put.terms) AS t
             WHERE starts_with(t.lexeme, code || 'w')) AS w
     WHERE length(w.word) BETWEEN 3 AND 40 AND w.word !~ '\d'
       AND (SELECT 1 FROM search_word AS k
             WHERE k.app_id = p_app AND k.word = w.word LIMIT 1) IS NULL
        ON CONFLICT ON CONSTRAINT search_word_key DO NOTHING;
END $$;

CREATE FUNCTION public.search_remains(code text, word text, most integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    begun constant text := left(word, 7);
    shorter text;
    remains integer[] := ARRAY[hashtext(code || begun)];
BEGIN
    FOR i IN 1 .. length(begun) LOOP
        shorter := left(begun, i - 1) || substr(begun, i + 1);
        remains := remains || hashtext(code || shorter);
        IF most = 2 THEN
            FOR j IN i .. length(shorter) LOOP
                remains := remains
                    || hashtext(code || left(shorter, j - 1) || substr(shorter, j + 1));
            END LOOP;
        END IF;
    END LOOP;
    RETURN remains;
END $$;

CREATE FUNCTION public.search_signature(terms text[]) RETURNS bit
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    signature bit(256) := repeat('0', 256);
    term text;
    hash bigint;
BEGIN
    FOREACH term IN ARRAY terms LOOP
        hash := hashtextextended(term, 0);
        signature := set_bit(set_bit(set_bit(set_bit(set_bit(signature,
            (hash & 255)::integer, 1), (hash >> 8 & 255)::integer, 1),
            (hash >> 16 & 255)::integer, 1), (hash >> 24 & 255)::integer, 1),
            (hash >> 32 & 255)::integer, 1);
    END LOOP;
    RETURN signature;
END $$;

CREATE FUNCTION public.search_span(p_app uuid, p_by text, p_created_from timestamp with time zone, p_created_to timestamp with time zone, p_updated_from timestamp with time zone, p_updated_to timestamp with time zone) RETURNS TABLE(company uuid, created_at timestamp with time zone, updated_at timestamp with time zone, by_time timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.search_words(form text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    unspaced constant text :=
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]';
BEGIN
    IF octet_length(form) > 500 THEN
        form := regexp_replace(form, '([^ ]{50})[^ ]+', '\1', 'g');
    END IF;
    IF octet_length(form) = length(form) OR form !~ unspaced THEN
        RETURN string_to_array(nullif(form, ''), ' ');
    END IF;
    RETURN ARRAY(
        SELECT substr(p.piece, n, CASE WHEN p.piece ~ unspaced THEN 2 ELSE 50 END)
          FROM regexp_split_to_table(
                   regexp_replace(form, '(' || unspaced || '+)', ' \1 ', 'g'), ' +')
               WITH ORDINALITY AS p (piece, place)
         CROSS JOIN generate_series(1, CASE WHEN p.piece ~ unspaced
                                            THEN greatest(length(p.piece) - 1, 1)
                                            ELSE 1 END) AS n
         WHERE p.piece <> '' ORDER BY p.place, n);
END $$;

CREATE FUNCTION public.setting_resolved(p_app uuid, p_path uuid[]) RETURNS TABLE(field text, state text, value jsonb, source uuid)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.setting_said(p_app uuid, p_company uuid) RETURNS TABLE(field text, value jsonb, is_beside boolean)
    LANGUAGE sql STABLE
    AS $$
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

CREATE TABLE public.store_group (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text,
    country_of_sale text,
    store_type text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    markets jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT store_group_type_known CHECK ((store_type = ANY (ARRAY['b2c'::text, 'b2b'::text, 'd2c'::text, 'd2b'::text])))
);

CREATE FUNCTION public.store_group_print(g public.store_group) RETURNS json
    LANGUAGE sql STABLE
    RETURN row_to_json(ROW((g).country_of_sale, public.printed((g).created_at), (g).description, (g).id, (g).name, (g).slug, (g).store_type, public.printed((g).updated_at))::public.store_group_printed);

CREATE FUNCTION public.times_heed(p_app uuid, p_hierarchy text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    LOOP
        BEGIN
            IF EXISTS (SELECT FROM scheduled_move AS m
                        WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy
                          AND m.state = 'pending') THEN
                PERFORM lock(p_app, 'schedule');
                RETURN;
            END IF;
            PERFORM lock_shared(p_app, 'schedule');
            IF NOT EXISTS (SELECT FROM scheduled_move AS m
                            WHERE m.app_id = p_app AND m.hierarchy = p_hierarchy
                              AND m.state = 'pending') THEN
                RETURN;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the lock went with the block that took it
        END;
    END LOOP;
END $$;

CREATE FUNCTION public.tree_active_below(p_app uuid, p_company uuid, p_all boolean) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    SELECT ARRAY(
        SELECT c.id
          FROM ancestry AS a
          JOIN company AS c ON c.app_id = p_app AND c.id = a.company
         WHERE p_all AND a.app_id = p_app AND a.hierarchy = 'main'
           AND a.path > w.path
           AND a.path < w.path || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
           AND c.archived_at IS NULL
        UNION ALL
        SELECT c.id FROM company AS c
         WHERE NOT p_all AND c.app_id = p_app AND c.parent = p_company
           AND c.archived_at IS NULL)
      FROM tree_path(p_app, 'main', p_company) AS w (path)
$$;

CREATE FUNCTION public.tree_hold_below(p_app uuid, p_company uuid, p_all boolean) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    companies uuid[];
    below uuid[];
BEGIN
    LOOP
        companies := tree_active_below(p_app, p_company, p_all);
        BEGIN
            PERFORM FROM company AS c
              WHERE c.app_id = p_app AND c.id = ANY (companies || p_company)
              ORDER BY c.id FOR NO KEY UPDATE;
            PERFORM tree_lock(p_app, 'main', ARRAY[p_company]);
            below := tree_active_below(p_app, p_company, p_all);
            IF below <@ companies THEN
                RETURN below;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the locks went with the block that took them
        END;
    END LOOP;
END $$;

CREATE FUNCTION public.tree_lock(p_app uuid, p_hierarchy text, p_companies uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    roots uuid[];
    root uuid;
BEGIN
    LOOP
        roots := tree_roots(p_app, p_hierarchy, p_companies);
        BEGIN
            FOR root IN
                SELECT r FROM unnest(roots) AS r
                 ORDER BY lock_number(p_app, 'tree', p_hierarchy || r)
            LOOP
                PERFORM lock(p_app, 'tree', p_hierarchy || root);
            END LOOP;
            IF tree_roots(p_app, p_hierarchy, p_companies) <@ roots THEN
                RETURN;
            END IF;
            RAISE serialization_failure;
        EXCEPTION WHEN serialization_failure THEN
            NULL;  -- the locks went with the block that took them
        END;
    END LOOP;
END $$;

CREATE FUNCTION public.tree_move(p_app uuid, p_hierarchy text, p_company uuid, p_parent uuid, p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM tree_lock(p_app, p_hierarchy,
                      array_remove(ARRAY[p_company, p_parent], NULL));
    IF EXISTS (SELECT FROM company AS c
                WHERE c.app_id = p_app AND c.id = p_parent
                  AND c.archived_at IS NOT NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'company_parent_not_archived',
            MESSAGE = 'the parent is archived';
    END IF;
    PERFORM times_heed(p_app, p_hierarchy);
    moment := greatest(p_now, clock_timestamp());
    IF placement_parent(p_app, p_hierarchy, p_company, moment)
       IS DISTINCT FROM p_parent THEN
        IF placement_circle(p_app, p_hierarchy, p_company, p_parent, tstzrange(moment,
               placement_until(p_app, p_hierarchy, p_company, moment))) IS NOT NULL THEN
            RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
                MESSAGE = 'a company would stand below itself, now or as scheduled';
        END IF;
        PERFORM placement_put(p_app, p_hierarchy, p_company, p_parent, moment, moment,
                              NULL);
    END IF;
    PERFORM ancestry_move(p_app, p_hierarchy, p_company, p_parent);
END $$;

CREATE FUNCTION public.tree_path(p_app uuid, p_hierarchy text, p_company uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((SELECT a.path FROM ancestry AS a
                      WHERE a.app_id = p_app AND a.hierarchy = p_hierarchy
                        AND a.company = p_company), ARRAY[p_company])
$$;

CREATE FUNCTION public.tree_path_at(p_app uuid, p_company uuid, p_at timestamp with time zone) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN p_company IS NULL THEN '{}'
                WHEN p_at IS NULL THEN tree_path(p_app, 'main', p_company)
                ELSE (SELECT p.path FROM place_at(p_app, p_company, p_at) AS p) END
$$;

CREATE FUNCTION public.tree_path_at(p_app uuid, p_hierarchy text, p_company uuid, p_at timestamp with time zone) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE above (company, level) AS (
        SELECT p_company, 0
        UNION ALL
        SELECT p.parent, a.level + 1
          FROM above AS a
          JOIN placement AS p
            ON p.app_id = p_app AND p.hierarchy = p_hierarchy AND p.company = a.company
           AND (p.valid @> p_at) IS TRUE
         WHERE a.level < 64
    )
    SELECT array_agg(a.company ORDER BY a.level DESC) FROM above AS a
$$;

CREATE FUNCTION public.tree_roots(p_app uuid, p_hierarchy text, p_companies uuid[]) RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    SELECT ARRAY(SELECT DISTINCT (tree_path(p_app, p_hierarchy, c))[1]
                   FROM unnest(p_companies) AS c)
$$;

CREATE FUNCTION public.user_places(p_app uuid, p_user uuid, p_viewer uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
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

CREATE TABLE public.address_restriction (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    address uuid NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.alias (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company uuid NOT NULL,
    value text NOT NULL,
    is_external_ref boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    label text,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.ancestry (
    app_id uuid NOT NULL,
    hierarchy text DEFAULT 'main'::text NOT NULL,
    company uuid NOT NULL,
    path uuid[] NOT NULL,
    children integer DEFAULT 0 NOT NULL,
    below integer DEFAULT 0 NOT NULL,
    CONSTRAINT ancestry_not_too_deep CHECK ((cardinality(path) <= 64)),
    CONSTRAINT ancestry_without_circle CHECK (((path[cardinality(path)] = company) AND (array_position(path, company) = cardinality(path))))
)
WITH (fillfactor='80');

CREATE TABLE public.app (
    app_id uuid DEFAULT uuidv7() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    registration_policy text DEFAULT 'open'::text NOT NULL,
    default_tax_status text DEFAULT 'TAXED'::text NOT NULL,
    shares_numbers boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    storefront_url text,
    default_language text DEFAULT 'en'::text NOT NULL,
    mail_sender_name text,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT app_default_tax_status_known CHECK ((default_tax_status = ANY (ARRAY['TAXED'::text, 'TAX_EXEMPT'::text, 'REVERSE_CHARGED'::text]))),
    CONSTRAINT app_registration_policy_known CHECK ((registration_policy = ANY (ARRAY['open'::text, 'approval'::text])))
);

CREATE TABLE public.attribute_template (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    type text,
    fields jsonb NOT NULL,
    filterable boolean NOT NULL,
    resources text[] NOT NULL,
    translatable boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE public.company_customer_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    customer_group uuid NOT NULL
);

CREATE TABLE public.company_search (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    terms tsvector NOT NULL,
    signature bit(256) GENERATED ALWAYS AS (public.search_signature(tsvector_to_array(terms))) STORED NOT NULL
)
WITH (autovacuum_vacuum_insert_scale_factor='0.05');
ALTER TABLE ONLY public.company_search ALTER COLUMN signature SET STATISTICS 0;

CREATE TABLE public.company_store_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    store_group uuid NOT NULL
);

CREATE TABLE public.company_tag (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    tag uuid NOT NULL
);

CREATE TABLE public.credential (
    app_id uuid NOT NULL,
    client_id text NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE public.custom_property (
    app_id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog.pg_unicode_fast,
    is_archived integer NOT NULL,
    value text NOT NULL COLLATE pg_catalog.pg_unicode_fast,
    company uuid NOT NULL
);

CREATE TABLE public.customer_group (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    discount_percentage integer,
    discount_percentage_decimals integer,
    store_group uuid,
    CONSTRAINT customer_group_discount_has_decimals CHECK (((discount_percentage IS NULL) = (discount_percentage_decimals IS NULL))),
    CONSTRAINT customer_group_discount_is_a_share CHECK ((((discount_percentage_decimals >= 0) AND (discount_percentage_decimals <= 6)) AND ((discount_percentage >= 0) AND (discount_percentage <= (100 * (((10)::double precision ^ (discount_percentage_decimals)::double precision))::integer))))),
    CONSTRAINT customer_group_discount_or_store_group CHECK (((discount_percentage IS NULL) OR (store_group IS NULL)))
);

CREATE TABLE public.customer_group_user (
    app_id uuid NOT NULL,
    customer_group uuid NOT NULL,
    "user" uuid NOT NULL,
    added_at timestamp with time zone NOT NULL
);

ALTER TABLE public.customer_organization_member ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.customer_organization_member_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customer_organization_member_time (
    app_id uuid NOT NULL,
    customer_organization uuid CONSTRAINT customer_organization_member_tim_customer_organization_not_null NOT NULL,
    company uuid NOT NULL,
    "position" bigint NOT NULL,
    valid tstzrange NOT NULL
);

CREATE TABLE public.customer_organization_owner_time (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    owner uuid NOT NULL,
    name text,
    label text,
    valid tstzrange NOT NULL
);

CREATE TABLE public.division (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.event (
    app_id uuid NOT NULL,
    seq bigint NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    type text NOT NULL,
    subject uuid NOT NULL,
    actor_kind text NOT NULL,
    actor text NOT NULL,
    request_id text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    before json,
    after json,
    reason text
)
WITH (toast_tuple_target='8160');

ALTER TABLE public.event ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.file_bytes (
    app_id uuid NOT NULL,
    holder uuid NOT NULL,
    bytes bigint NOT NULL
);

CREATE TABLE public.hierarchy (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT hierarchy_main_stays CHECK (((slug <> 'main'::text) OR (status = 'active'::text))),
    CONSTRAINT hierarchy_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

CREATE TABLE public.idempotency_key (
    app_id uuid NOT NULL,
    actor text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamp with time zone NOT NULL,
    company uuid,
    level text
);

CREATE TABLE public.inherited_field (
    app_id uuid NOT NULL,
    field text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.installed_sql (
    file text NOT NULL,
    checksum text NOT NULL,
    catalog text NOT NULL,
    installed_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.known_client (
    app_id uuid NOT NULL,
    address bytea NOT NULL,
    client bytea NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.label_rendering (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    kind text NOT NULL,
    label uuid NOT NULL,
    done_to uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT label_rendering_kind_known CHECK ((kind = ANY (ARRAY['tag'::text, 'customer_group'::text, 'store_group'::text])))
);

CREATE TABLE public.login_attempt (
    app_id uuid NOT NULL,
    email_hash bytea NOT NULL,
    attempts integer NOT NULL,
    since timestamp with time zone NOT NULL
);

CREATE TABLE public.loose_content (
    app_id uuid NOT NULL,
    file uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    holders uuid[]
);

CREATE TABLE public.mail (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    recipient text NOT NULL,
    template text NOT NULL,
    language text NOT NULL,
    sender_name text NOT NULL,
    subject text NOT NULL,
    body_text text,
    body_html text,
    state text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT mail_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'filed'::text, 'failed'::text])))
);

CREATE TABLE public.membership (
    app_id uuid NOT NULL,
    "user" uuid NOT NULL,
    company uuid NOT NULL,
    level public.membership_level NOT NULL,
    role uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    accepted boolean DEFAULT true NOT NULL
);

CREATE TABLE public.migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.password_reset (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.payer_arrangement_before (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company uuid NOT NULL,
    kind text NOT NULL,
    named uuid,
    customer_organization uuid,
    payment text NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamp with time zone,
    corrected_at timestamp with time zone NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    reason text NOT NULL
);

CREATE VIEW public.place AS
 SELECT c.app_id,
    c.id,
    c.name,
    c.status,
        CASE
            WHEN (d.company IS NULL) THEN 'company'::text
            ELSE 'division'::text
        END AS kind,
    c.archived_at,
    c.parent AS parent_id,
    (COALESCE(cardinality(a.path), 1) - 1) AS depth,
    COALESCE(a.children, 0) AS children_count,
    COALESCE(a.below, 0) AS descendants_count,
        CASE
            WHEN (d.company IS NULL) THEN c.id
            ELSE public.legal_entity(c.app_id, a.path)
        END AS legal_entity_id,
    COALESCE(a.path[1], c.id) AS root_id,
    a.path
   FROM ((public.company c
     LEFT JOIN public.ancestry a ON (((a.app_id = c.app_id) AND (a.hierarchy = 'main'::text) AND (a.company = c.id))))
     LEFT JOIN public.division d ON (((d.app_id = c.app_id) AND (d.company = c.id))));

CREATE TABLE public.placement (
    app_id uuid NOT NULL,
    hierarchy text DEFAULT 'main'::text NOT NULL,
    company uuid NOT NULL,
    parent uuid NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    reason text
);

CREATE TABLE public.placement_before (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    hierarchy text NOT NULL,
    company uuid NOT NULL,
    parent uuid,
    valid tstzrange NOT NULL,
    recorded_at timestamp with time zone,
    corrected_at timestamp with time zone NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    reason text NOT NULL
);

CREATE TABLE public.refresh_token (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    session uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    origin bytea,
    successor bytea
);

CREATE TABLE public.registration (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    outcome text,
    reason text,
    decided_at timestamp with time zone,
    decided_by_kind text,
    decided_by text,
    organisation_number_claim text,
    tax_id_vat_number_claim text,
    message text,
    asked_at timestamp with time zone,
    asked_by_kind text,
    asked_by text,
    CONSTRAINT registration_outcome_known CHECK ((outcome = ANY (ARRAY['approved'::text, 'rejected'::text])))
);

CREATE TABLE public.role (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    permissions text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.scheduled_member (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    change text NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    reason text,
    state text DEFAULT 'pending'::text NOT NULL,
    failure text,
    failure_detail text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT scheduled_member_change_known CHECK ((change = ANY (ARRAY['join'::text, 'leave'::text]))),
    CONSTRAINT scheduled_member_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text, 'withdrawn'::text])))
);

CREATE TABLE public.scheduled_move (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    hierarchy text DEFAULT 'main'::text NOT NULL,
    company uuid NOT NULL,
    parent uuid,
    effective_at timestamp with time zone NOT NULL,
    reason text,
    state text DEFAULT 'pending'::text NOT NULL,
    failure text,
    failure_detail text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT scheduled_move_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text, 'withdrawn'::text])))
);

CREATE TABLE public.search_due (
    app_id uuid NOT NULL,
    note bigint NOT NULL,
    company uuid NOT NULL
);

ALTER TABLE public.search_due ALTER COLUMN note ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.search_due_note_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.search_word (
    app_id uuid NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    company uuid NOT NULL
);

CREATE TABLE public.session (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT session_ended_by_known CHECK ((ended_by = ANY (ARRAY['logout'::text, 'reuse'::text, 'password'::text, 'operator'::text])))
);

CREATE TABLE public.setting (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    field text NOT NULL,
    value jsonb,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sign_up (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    profile jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    contested boolean DEFAULT false NOT NULL,
    client bytea
);

CREATE TABLE public.sign_up_token (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    client bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.signing_key (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    jwk jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.tag (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    filterable boolean DEFAULT false NOT NULL,
    translations jsonb DEFAULT '{"name": {}}'::jsonb NOT NULL,
    CONSTRAINT tag_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

CREATE TABLE public.tax_registration (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    company uuid,
    owner uuid GENERATED ALWAYS AS (COALESCE(company, app_id)) STORED NOT NULL,
    country text NOT NULL,
    state text DEFAULT ''::text NOT NULL,
    tax_identifier text NOT NULL,
    tax_identifier_compact text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE public."user" (
    app_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    first_name text,
    last_name text,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    last_login_at timestamp with time zone,
    email_verified boolean DEFAULT true NOT NULL,
    phone_number text,
    language text,
    communication_preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    address jsonb DEFAULT '{}'::jsonb NOT NULL,
    additions jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT user_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

ALTER TABLE ONLY public.address_restriction
    ADD CONSTRAINT address_restriction_key PRIMARY KEY (app_id, company, address, "user");

ALTER TABLE ONLY public.alias
    ADD CONSTRAINT alias_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.alias
    ADD CONSTRAINT alias_taken UNIQUE (value, app_id);

ALTER TABLE ONLY public.ancestry
    ADD CONSTRAINT ancestry_key PRIMARY KEY (app_id, hierarchy, company);

ALTER TABLE ONLY public.app
    ADD CONSTRAINT app_key PRIMARY KEY (app_id);

ALTER TABLE ONLY public.app
    ADD CONSTRAINT app_slug_taken UNIQUE (slug);

ALTER TABLE ONLY public.attribute_template
    ADD CONSTRAINT attribute_template_id PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.attribute_template
    ADD CONSTRAINT attribute_template_key_taken UNIQUE (key, app_id);

ALTER TABLE ONLY public.company_customer_group
    ADD CONSTRAINT company_customer_group_key PRIMARY KEY (app_id, company, customer_group);

ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_key PRIMARY KEY (app_id, id);

ALTER TABLE public.company
    ADD CONSTRAINT company_not_its_own_parent CHECK ((parent <> id)) NOT ENFORCED;

ALTER TABLE ONLY public.company_search
    ADD CONSTRAINT company_search_key PRIMARY KEY (app_id, created_at, company) INCLUDE (updated_at, signature);

ALTER TABLE public.company
    ADD CONSTRAINT company_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'rejected'::text]))) NOT ENFORCED;

ALTER TABLE public.company
    ADD CONSTRAINT company_stays_billable CHECK (((billable_since IS NULL) OR (billing_missing = '{}'::text[]))) NOT ENFORCED;

ALTER TABLE ONLY public.company_store_group
    ADD CONSTRAINT company_store_group_key PRIMARY KEY (app_id, company, store_group);

ALTER TABLE ONLY public.company_tag
    ADD CONSTRAINT company_tag_key PRIMARY KEY (app_id, company, tag);

ALTER TABLE public.company
    ADD CONSTRAINT company_tax_status_known CHECK ((tax_status = ANY (ARRAY['TAXED'::text, 'TAX_EXEMPT'::text, 'REVERSE_CHARGED'::text]))) NOT ENFORCED;

ALTER TABLE public.company
    ADD CONSTRAINT company_within_size CHECK ((octet_length(document) <= 262144)) NOT ENFORCED;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_key PRIMARY KEY (app_id, client_id);

ALTER TABLE ONLY public.custom_property
    ADD CONSTRAINT custom_property_key PRIMARY KEY (app_id, key, is_archived, value, company);

ALTER TABLE ONLY public.customer_group
    ADD CONSTRAINT customer_group_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.customer_group
    ADD CONSTRAINT customer_group_slug_taken UNIQUE (slug, app_id);

ALTER TABLE ONLY public.customer_group_user
    ADD CONSTRAINT customer_group_user_once PRIMARY KEY (app_id, customer_group, "user");

ALTER TABLE ONLY public.customer_organization
    ADD CONSTRAINT customer_organization_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.customer_organization_member
    ADD CONSTRAINT customer_organization_member_key PRIMARY KEY (app_id, customer_organization, company);

ALTER TABLE ONLY public.customer_organization_member_time
    ADD CONSTRAINT customer_organization_member_once_at_a_time PRIMARY KEY (app_id, customer_organization, company, valid WITHOUT OVERLAPS);

ALTER TABLE ONLY public.customer_organization_owner_time
    ADD CONSTRAINT customer_organization_owner_once_at_a_time PRIMARY KEY (app_id, customer_organization, valid WITHOUT OVERLAPS);

ALTER TABLE ONLY public.division
    ADD CONSTRAINT division_key PRIMARY KEY (app_id, company);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_key PRIMARY KEY (app_id, seq);

ALTER TABLE ONLY public.file_bytes
    ADD CONSTRAINT file_bytes_key PRIMARY KEY (app_id, holder);

ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.hierarchy
    ADD CONSTRAINT hierarchy_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.hierarchy
    ADD CONSTRAINT hierarchy_slug_taken UNIQUE (slug, app_id);

ALTER TABLE ONLY public.idempotency_key
    ADD CONSTRAINT idempotency_key_key PRIMARY KEY (app_id, actor, key);

ALTER TABLE ONLY public.inherited_field
    ADD CONSTRAINT inherited_field_once PRIMARY KEY (app_id, field);

ALTER TABLE ONLY public.installed_sql
    ADD CONSTRAINT installed_sql_key PRIMARY KEY (file);

ALTER TABLE ONLY public.known_client
    ADD CONSTRAINT known_client_key PRIMARY KEY (app_id, address, client);

ALTER TABLE ONLY public.label_rendering
    ADD CONSTRAINT label_rendering_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.login_attempt
    ADD CONSTRAINT login_attempt_key PRIMARY KEY (app_id, email_hash);

ALTER TABLE ONLY public.loose_content
    ADD CONSTRAINT loose_content_key PRIMARY KEY (app_id, file);

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_once PRIMARY KEY (app_id, "user", company);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.password_reset
    ADD CONSTRAINT password_reset_key PRIMARY KEY (app_id, hash);

ALTER TABLE ONLY public.payer_arrangement_before
    ADD CONSTRAINT payer_arrangement_before_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.payer_arrangement
    ADD CONSTRAINT payer_arrangement_once_at_a_time PRIMARY KEY (app_id, company, valid WITHOUT OVERLAPS);

ALTER TABLE ONLY public.placement_before
    ADD CONSTRAINT placement_before_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_once_at_a_time PRIMARY KEY (app_id, hierarchy, company, valid WITHOUT OVERLAPS);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_key PRIMARY KEY (app_id, hash);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_key PRIMARY KEY (app_id, company);

ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_slug_taken UNIQUE (slug, app_id);

ALTER TABLE ONLY public.scheduled_member
    ADD CONSTRAINT scheduled_member_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.scheduled_move
    ADD CONSTRAINT scheduled_move_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.search_due
    ADD CONSTRAINT search_due_key PRIMARY KEY (app_id, note);

ALTER TABLE ONLY public.search_word
    ADD CONSTRAINT search_word_key PRIMARY KEY (app_id, word, company);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_key PRIMARY KEY (app_id, company, field);

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.sign_up_token
    ADD CONSTRAINT sign_up_token_key PRIMARY KEY (app_id, hash);

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_token_once UNIQUE (hash, app_id);

ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.store_group
    ADD CONSTRAINT store_group_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.store_group
    ADD CONSTRAINT store_group_slug_taken UNIQUE (slug, app_id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_key_taken UNIQUE (key, app_id);

ALTER TABLE ONLY public.tax_registration
    ADD CONSTRAINT tax_registration_held_already UNIQUE (tax_identifier_compact, owner, country, state, app_id);

ALTER TABLE ONLY public.tax_registration
    ADD CONSTRAINT tax_registration_key PRIMARY KEY (app_id, id);

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_email_taken UNIQUE (email_key, app_id);

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_key PRIMARY KEY (app_id, id);

CREATE INDEX address_restriction_by_user ON public.address_restriction USING btree ("user", app_id, address);

CREATE INDEX alias_by_company ON public.alias USING btree (company, app_id, id);

CREATE INDEX ancestry_by_parent ON public.ancestry USING btree ((path[(cardinality(path) - 1)]), app_id, hierarchy, company) WHERE (hierarchy <> 'main'::text);

CREATE INDEX ancestry_by_path ON public.ancestry USING btree (path, app_id, hierarchy);

CREATE INDEX company_by_creation ON public.company USING btree (app_id, num_nonnulls(archived_at), id) INCLUDE (archived_at) WHERE (billable_since IS NOT NULL);

CREATE INDEX company_by_label ON public.company USING btree (label, app_id) WHERE ((label IS NOT NULL) AND (billable_since IS NOT NULL));

CREATE INDEX company_by_name ON public.company USING btree (app_id, num_nonnulls(archived_at), public.caseless(name), id) WHERE (billable_since IS NOT NULL);

CREATE INDEX company_by_parent ON public.company USING btree (parent, app_id, id) WHERE (parent IS NOT NULL);

CREATE INDEX company_customer_group_by_group ON public.company_customer_group USING btree (customer_group, app_id, company);

CREATE INDEX company_not_active ON public.company USING btree (status, app_id, id) WHERE (status <> 'active'::text);

CREATE UNIQUE INDEX company_organisation_number_taken ON public.company USING btree (organisation_number_claim, country, app_id) WHERE ((organisation_number_claim IS NOT NULL) AND (status = 'active'::text));

CREATE INDEX company_search_by_name ON public.company_search USING btree (app_id, name, company) INCLUDE (created_at, updated_at, signature);

CREATE INDEX company_search_by_part_of_name ON public.company_search USING gin (name public.gin_trgm_ops) WITH (gin_pending_list_limit='1024');

CREATE INDEX company_search_by_term ON public.company_search USING gin (terms) WITH (gin_pending_list_limit='256');

CREATE INDEX company_search_by_update ON public.company_search USING btree (app_id, updated_at, company) INCLUDE (created_at, signature);

CREATE INDEX company_search_cut_off ON public.company_search USING btree (app_id, company) WHERE (length(name) = 200);

CREATE INDEX company_store_group_by_group ON public.company_store_group USING btree (store_group, app_id, company);

CREATE INDEX company_tag_by_tag ON public.company_tag USING btree (tag, app_id, company);

CREATE UNIQUE INDEX company_vat_number_taken ON public.company USING btree (tax_id_vat_number_claim, app_id) WHERE ((tax_id_vat_number_claim IS NOT NULL) AND (status = 'active'::text));

CREATE INDEX customer_group_by_store_group ON public.customer_group USING btree (store_group, app_id) WHERE (store_group IS NOT NULL);

CREATE INDEX customer_group_user_by_user ON public.customer_group_user USING btree ("user", app_id, customer_group);

CREATE INDEX customer_organization_by_owner ON public.customer_organization USING btree (owner, app_id, id);

CREATE INDEX customer_organization_member_by_company ON public.customer_organization_member USING btree (company, app_id);

CREATE INDEX customer_organization_member_in_order ON public.customer_organization_member USING btree (customer_organization, app_id, "position");

CREATE INDEX customer_organization_member_time_by_company ON public.customer_organization_member_time USING btree (company, app_id);

CREATE INDEX customer_organization_member_time_by_organization ON public.customer_organization_member_time USING btree (customer_organization, app_id, company, "position");

CREATE INDEX customer_organization_owner_time_by_owner ON public.customer_organization_owner_time USING btree (owner, app_id);

CREATE INDEX customer_organization_owner_time_in_order ON public.customer_organization_owner_time USING btree (app_id, customer_organization);

CREATE INDEX event_of_subject ON public.event USING btree (subject, app_id, seq);

CREATE INDEX file_by_company ON public.file USING btree (company, app_id, id);

CREATE INDEX idempotency_key_by_age ON public.idempotency_key USING btree (created_at);

CREATE INDEX known_client_by_age ON public.known_client USING btree (seen_at);

CREATE INDEX label_rendering_by_age ON public.label_rendering USING btree (created_at);

CREATE INDEX login_attempt_by_age ON public.login_attempt USING btree (since);

CREATE INDEX loose_content_by_due ON public.loose_content USING btree (due_at);

CREATE INDEX mail_by_age ON public.mail USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX mail_by_id ON public.mail USING btree (id);

CREATE INDEX mail_due ON public.mail USING btree (due_at) WHERE (state = 'queued'::text);

CREATE INDEX membership_by_company ON public.membership USING btree (company, app_id, "user");

CREATE INDEX membership_by_role ON public.membership USING btree (role, app_id, "user", company) WHERE (role IS NOT NULL);

CREATE INDEX password_reset_by_age ON public.password_reset USING btree (expires_at);

CREATE INDEX password_reset_by_user ON public.password_reset USING btree ("user", app_id);

CREATE INDEX payer_arrangement_before_by_company ON public.payer_arrangement_before USING btree (company, app_id, id);

CREATE INDEX payer_arrangement_by_company ON public.payer_arrangement USING btree (company, app_id);

CREATE INDEX payer_arrangement_by_customer_organization ON public.payer_arrangement USING btree (customer_organization, app_id, company) WHERE (customer_organization IS NOT NULL);

CREATE INDEX payer_arrangement_by_named ON public.payer_arrangement USING btree (named, app_id, company) WHERE (named IS NOT NULL);

CREATE INDEX placement_before_by_company ON public.placement_before USING btree (company, app_id, id);

CREATE INDEX placement_before_elsewhere ON public.placement_before USING btree (hierarchy, app_id) WHERE (hierarchy <> 'main'::text);

CREATE INDEX placement_by_company ON public.placement USING btree (company, app_id, hierarchy);

CREATE INDEX placement_by_parent ON public.placement USING btree (parent, app_id, hierarchy);

CREATE INDEX placement_elsewhere ON public.placement USING btree (hierarchy, app_id) WHERE (hierarchy <> 'main'::text);

CREATE INDEX refresh_token_by_age ON public.refresh_token USING btree (expires_at);

CREATE INDEX refresh_token_by_session ON public.refresh_token USING btree (session, app_id);

CREATE INDEX scheduled_member_by_organization ON public.scheduled_member USING btree (customer_organization, app_id, id);

CREATE INDEX scheduled_member_due ON public.scheduled_member USING btree (effective_at, app_id) WHERE (state = 'pending'::text);

CREATE INDEX scheduled_member_pending ON public.scheduled_member USING btree (customer_organization, app_id, company, effective_at) WHERE (state = 'pending'::text);

CREATE INDEX scheduled_move_by_company ON public.scheduled_move USING btree (company, app_id, id);

CREATE INDEX scheduled_move_due ON public.scheduled_move USING btree (effective_at, app_id) WHERE (state = 'pending'::text);

CREATE INDEX scheduled_move_elsewhere ON public.scheduled_move USING btree (hierarchy, app_id) WHERE (hierarchy <> 'main'::text);

CREATE INDEX scheduled_move_pending ON public.scheduled_move USING btree (app_id, hierarchy) WHERE (state = 'pending'::text);

CREATE INDEX search_word_by_remains ON public.search_word USING gin (public.search_remains(public.search_code(app_id), word, 2)) WITH (gin_pending_list_limit='256');

CREATE INDEX session_by_user ON public.session USING btree ("user", app_id);

CREATE INDEX sign_up_by_age ON public.sign_up USING btree (created_at);

CREATE INDEX sign_up_by_email ON public.sign_up USING btree (email_key, app_id, id);

CREATE INDEX sign_up_token_by_age ON public.sign_up_token USING btree (expires_at);

CREATE INDEX sign_up_token_by_email ON public.sign_up_token USING btree (email_key, app_id);

CREATE INDEX tax_registration_by_owner ON public.tax_registration USING btree (owner, app_id, id);

CREATE STATISTICS public.company_archived ON billable_since, num_nonnulls(archived_at) FROM public.company;

CREATE TRIGGER address_restriction_follow AFTER UPDATE OF billing_address, shipping_address ON public.company FOR EACH ROW WHEN (((old.billing_address IS DISTINCT FROM new.billing_address) OR (old.shipping_address IS DISTINCT FROM new.shipping_address))) EXECUTE FUNCTION public.address_restriction_follow();

CREATE TRIGGER alias_is_no_others_id BEFORE INSERT ON public.alias FOR EACH ROW EXECUTE FUNCTION public.alias_is_no_others_id();

CREATE TRIGGER app_has_main_hierarchy AFTER INSERT ON public.app FOR EACH ROW EXECUTE FUNCTION public.app_has_main_hierarchy();

CREATE TRIGGER app_key_stays BEFORE UPDATE OF app_id ON public.app FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER app_stays AFTER DELETE ON public.app REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('app_id', 'company_of_app', 'company', 'app_id');

CREATE TRIGGER company_begins AFTER INSERT ON public.company FOR EACH ROW EXECUTE FUNCTION public.company_begins();

CREATE TRIGGER company_claims_reference BEFORE UPDATE OF status ON public.company FOR EACH ROW WHEN (((new.status = 'active'::text) AND (new.external_ref_asked IS NOT NULL))) EXECUTE FUNCTION public.company_claims_reference();

CREATE TRIGGER company_key_stays BEFORE UPDATE OF app_id, id ON public.company FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER company_parent_follows AFTER UPDATE OF parent ON public.company FOR EACH ROW WHEN ((old.parent IS DISTINCT FROM new.parent)) EXECUTE FUNCTION public.company_parent_follows();

CREATE TRIGGER company_parent_heeds_plans AFTER UPDATE OF parent ON public.company FOR EACH ROW WHEN (((old.parent IS DISTINCT FROM new.parent) AND (new.parent IS NOT NULL))) EXECUTE FUNCTION public.company_parent_heeds_plans();

CREATE CONSTRAINT TRIGGER company_parent_not_archived AFTER INSERT ON public.company NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((new.parent IS NOT NULL)) EXECUTE FUNCTION public.company_parent_follows();

CREATE TRIGGER company_render BEFORE INSERT OR UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION public.company_render();

CREATE TRIGGER company_stays AFTER DELETE ON public.company REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('id', 'company_tag_of_company', 'company_tag', 'company', 'company_customer_group_of_company', 'company_customer_group', 'company', 'company_store_group_of_company', 'company_store_group', 'company', 'alias_of_company', 'alias', 'company', 'membership_of_company', 'membership', 'company');

CREATE TRIGGER company_stays_small BEFORE INSERT OR UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION public.company_stays_small();

CREATE TRIGGER custom_property_follow AFTER UPDATE ON public.company FOR EACH ROW WHEN (((old.custom_fields <> new.custom_fields) OR (num_nonnulls(old.archived_at) <> num_nonnulls(new.archived_at)) OR (num_nonnulls(old.billable_since) <> num_nonnulls(new.billable_since)))) EXECUTE FUNCTION public.custom_property_follow();

CREATE TRIGGER customer_group_key_stays BEFORE UPDATE OF app_id, id ON public.customer_group FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER customer_group_stays AFTER DELETE ON public.customer_group REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('id', 'company_customer_group_known', 'company_customer_group', 'customer_group');

CREATE TRIGGER customer_organization_count_added AFTER INSERT ON public.customer_organization_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.customer_organization_count_members();

CREATE TRIGGER customer_organization_count_removed AFTER DELETE ON public.customer_organization_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.customer_organization_count_members();

CREATE TRIGGER customer_organization_keep_last_owner AFTER DELETE ON public.customer_organization FOR EACH ROW EXECUTE FUNCTION public.customer_organization_keep_owner();

CREATE TRIGGER customer_organization_keep_members AFTER DELETE ON public.customer_organization_member REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.customer_organization_keep_members();

CREATE TRIGGER customer_organization_keep_owner AFTER UPDATE OF owner ON public.customer_organization FOR EACH ROW WHEN ((old.owner <> new.owner)) EXECUTE FUNCTION public.customer_organization_keep_owner();

CREATE TRIGGER customer_organization_rename AFTER UPDATE OF name ON public.company FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION public.customer_organization_rename();

CREATE CONSTRAINT TRIGGER division_below_a_company AFTER UPDATE OF parent ON public.company NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (((old.parent IS NOT NULL) AND (new.parent IS NULL))) EXECUTE FUNCTION public.division_stays_below();

CREATE CONSTRAINT TRIGGER division_without_numbers AFTER UPDATE OF organisation_number, tax_id_vat_number ON public.company NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((((new.organisation_number IS NOT NULL) AND (old.organisation_number IS NULL)) OR ((new.tax_id_vat_number IS NOT NULL) AND (old.tax_id_vat_number IS NULL)))) EXECUTE FUNCTION public.division_gets_no_number();

CREATE CONSTRAINT TRIGGER division_without_numbers AFTER INSERT OR UPDATE OF company ON public.tax_registration NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((new.company IS NOT NULL)) EXECUTE FUNCTION public.division_gets_no_number();

CREATE TRIGGER event_is_final BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.event_is_final();

CREATE TRIGGER search_note AFTER UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION public.search_note();

CREATE TRIGGER store_group_key_stays BEFORE UPDATE OF app_id, id ON public.store_group FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER store_group_stays AFTER DELETE ON public.store_group REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('id', 'company_store_group_known', 'company_store_group', 'store_group');

CREATE TRIGGER tag_key_stays BEFORE UPDATE OF app_id, id ON public.tag FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER tag_stays AFTER DELETE ON public.tag REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('id', 'company_tag_known', 'company_tag', 'tag');

CREATE TRIGGER user_key_stays BEFORE UPDATE OF app_id, id ON public."user" FOR EACH ROW EXECUTE FUNCTION public.key_stays();

CREATE TRIGGER user_stays AFTER DELETE ON public."user" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.referred_to_stays('id', 'membership_of_user', 'membership', 'user');

ALTER TABLE ONLY public.address_restriction
    ADD CONSTRAINT address_restriction_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.address_restriction
    ADD CONSTRAINT address_restriction_of_user FOREIGN KEY (app_id, "user") REFERENCES public."user"(app_id, id);

ALTER TABLE ONLY public.alias
    ADD CONSTRAINT alias_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id) DEFERRABLE INITIALLY DEFERRED NOT ENFORCED;

ALTER TABLE ONLY public.attribute_template
    ADD CONSTRAINT attribute_template_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.company_customer_group
    ADD CONSTRAINT company_customer_group_known FOREIGN KEY (app_id, customer_group) REFERENCES public.customer_group(app_id, id) NOT ENFORCED;

ALTER TABLE ONLY public.company_customer_group
    ADD CONSTRAINT company_customer_group_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id) DEFERRABLE INITIALLY DEFERRED NOT ENFORCED;

ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id) NOT ENFORCED;

ALTER TABLE ONLY public.company
    ADD CONSTRAINT company_parent_known FOREIGN KEY (app_id, parent) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.company_store_group
    ADD CONSTRAINT company_store_group_known FOREIGN KEY (app_id, store_group) REFERENCES public.store_group(app_id, id) NOT ENFORCED;

ALTER TABLE ONLY public.company_store_group
    ADD CONSTRAINT company_store_group_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id) DEFERRABLE INITIALLY DEFERRED NOT ENFORCED;

ALTER TABLE ONLY public.company_tag
    ADD CONSTRAINT company_tag_known FOREIGN KEY (app_id, tag) REFERENCES public.tag(app_id, id) NOT ENFORCED;

ALTER TABLE ONLY public.company_tag
    ADD CONSTRAINT company_tag_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id) DEFERRABLE INITIALLY DEFERRED NOT ENFORCED;

ALTER TABLE ONLY public.credential
    ADD CONSTRAINT credential_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.customer_group
    ADD CONSTRAINT customer_group_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.customer_group
    ADD CONSTRAINT customer_group_store_group_known FOREIGN KEY (app_id, store_group) REFERENCES public.store_group(app_id, id);

ALTER TABLE ONLY public.customer_group_user
    ADD CONSTRAINT customer_group_user_known FOREIGN KEY (app_id, "user") REFERENCES public."user"(app_id, id);

ALTER TABLE ONLY public.customer_group_user
    ADD CONSTRAINT customer_group_user_of_group FOREIGN KEY (app_id, customer_group) REFERENCES public.customer_group(app_id, id);

ALTER TABLE ONLY public.customer_organization_member
    ADD CONSTRAINT customer_organization_member_known FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.customer_organization_member
    ADD CONSTRAINT customer_organization_member_of_organization FOREIGN KEY (app_id, customer_organization) REFERENCES public.customer_organization(app_id, id);

ALTER TABLE ONLY public.customer_organization_member_time
    ADD CONSTRAINT customer_organization_member_time_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.customer_organization
    ADD CONSTRAINT customer_organization_owner_known FOREIGN KEY (app_id, owner) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.customer_organization_owner_time
    ADD CONSTRAINT customer_organization_owner_time_of_company FOREIGN KEY (app_id, owner) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.division
    ADD CONSTRAINT division_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.file_bytes
    ADD CONSTRAINT file_bytes_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.file
    ADD CONSTRAINT file_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.hierarchy
    ADD CONSTRAINT hierarchy_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.inherited_field
    ADD CONSTRAINT inherited_field_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.known_client
    ADD CONSTRAINT known_client_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.label_rendering
    ADD CONSTRAINT label_rendering_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.loose_content
    ADD CONSTRAINT loose_content_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id) NOT ENFORCED;

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_of_user FOREIGN KEY (app_id, "user") REFERENCES public."user"(app_id, id) NOT ENFORCED;

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_role_known FOREIGN KEY (app_id, role) REFERENCES public.role(app_id, id);

ALTER TABLE ONLY public.password_reset
    ADD CONSTRAINT password_reset_of_user FOREIGN KEY (app_id, "user") REFERENCES public."user"(app_id, id);

ALTER TABLE ONLY public.payer_arrangement_before
    ADD CONSTRAINT payer_arrangement_before_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.payer_arrangement
    ADD CONSTRAINT payer_arrangement_named_known FOREIGN KEY (app_id, named) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.payer_arrangement
    ADD CONSTRAINT payer_arrangement_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.placement_before
    ADD CONSTRAINT placement_before_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.placement
    ADD CONSTRAINT placement_parent_known FOREIGN KEY (app_id, parent) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_of_session FOREIGN KEY (app_id, session) REFERENCES public.session(app_id, id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.scheduled_member
    ADD CONSTRAINT scheduled_member_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.scheduled_move
    ADD CONSTRAINT scheduled_move_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.scheduled_move
    ADD CONSTRAINT scheduled_move_parent_known FOREIGN KEY (app_id, parent) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_of_user FOREIGN KEY (app_id, "user") REFERENCES public."user"(app_id, id);

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public.sign_up
    ADD CONSTRAINT sign_up_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.sign_up_token
    ADD CONSTRAINT sign_up_token_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.store_group
    ADD CONSTRAINT store_group_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.tag
    ADD CONSTRAINT tag_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.tax_registration
    ADD CONSTRAINT tax_registration_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

ALTER TABLE ONLY public.tax_registration
    ADD CONSTRAINT tax_registration_of_company FOREIGN KEY (app_id, company) REFERENCES public.company(app_id, id);

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_of_app FOREIGN KEY (app_id) REFERENCES public.app(app_id);

INSERT INTO public.migration (number, name, checksum) VALUES
    (1, '0001_ground', '223c3d2a2ae70c2c0234faef680d32b525b3e3832c8172d9c344623f30837631'),
    (2, '0002_labels', '06005c4aa9c129739578f7f5571b7d17b88fe9e0616da6e58c52f03981fd08c5'),
    (3, '0003_companies', '282c6b4cac5b88b48bb1e04c71f634dccb5663600f72017a0683dee764fd4bdc'),
    (4, '0004_customer_organizations', '9b70afb75d06d5c39c37001c572a63fd55ad1cee720d32c20f316039ed6a800e'),
    (5, '0005_people', '6f26f4ca0a4f707efe3fd05810838013c2996fdfcc98fe59b4fb94df90582997'),
    (6, '0006_fewer_round_trips', '5931b15d568a42353a0f4f975af4b66cf00de68d0e9e46841929694d14d96eb4'),
    (7, '0007_aliases_and_tax_registrations', '9b35344746f5c733b42f5905a7457243ad1387f5b0a1914d9788355f8b2ca163'),
    (8, '0008_changing_companies', '0ab3c3060c3e196c86444d1dcf5401e5ce19835aecc39ab65d9116e0da8b3215'),
    (9, '0009_customers_stay', 'd23df451c4c0acd61a58e07f6972dc84bbdcdbaf984f5ac15117b516866ff5b6'),
    (10, '0010_customer_lists', 'a01cece56d77821430540cfc90cfdc984bda758943c485a5d6b0ed20a694c501'),
    (11, '0011_mail', '629bca39ee1b964d76e41e5c322f07d3190bc1beb097da0b525fb54a0166d499'),
    (12, '0012_registrations', 'b195e28e97fbd8afef80b1a31c2aac59b0e55cb255da1bd7f4d5257343de7be2'),
    (13, '0013_colleagues', 'ec348f5371b9780a3feb73e31ef955193824916875018a8f1aa3de8ab0455567'),
    (14, '0014_sign_ups_and_passwords', 'a17b440f27bc2f8b70bce9b794a0484e36c72cf5a3f57fddc138e943e72b185e'),
    (15, '0015_labels', '60e927079f71861c3a2c43e321d964f37f625ddff1ff8d55985466e6c28d951b'),
    (16, '0016_attribute_templates', 'ef42126f56ea9d14349dba10d25fcc6e48c7d1b568c1a731a090e7a764dab358'),
    (17, '0017_files', 'e30f59cc4039862dfbac6697abb16337e091cf647f6163a951dd918f5417cfc7'),
    (18, '0018_address_restrictions', '9c69a8777730e5cdc71500f61c44b7c2fa050647fc2f171c78a0bb81f8904dae'),
    (19, '0019_hierarchy', '082cc42ae07e304fe7f2879ccfa12c6615564683ce1ccb380e78026b55f8b585'),
    (20, '0020_divisions', 'f1e366a8a4504592fff63e27911af75a86abbf72a2a370742c0a7eb636621a95'),
    (21, '0021_places', '42e12f98c3a227f51b19eb8360c7ccc00b9fc02d6f7fc60b2e5d34f0c302f965'),
    (22, '0022_locks_in_order', '5413a51b4de14b8c6217862a0850bdcd78dc2cb2733fb4d0524143f99098b559'),
    (23, '0023_aliases_in_order', 'd2a789cf3395bcad3f2e924059852495b75b3dcd06aa4d69503f4364ab3b787a'),
    (24, '0024_search', '2b8a761f905d5108eab8c8f798cddcbc41f3b74a77803020678204dcd470fc5b'),
    (25, '0025_registering_costs_less', '6e87ac469e88efa6253a7ae1232418acae3498b3c2f39aa63a638f77b21fcff9'),
    (26, '0026_inheritance', '35dbe49d7ce5a18b2b67f1b518d0b38df0febeb557ad3aac322750e447199ae8'),
    (27, '0027_dated_members', '742c095151a64987ab2eac3985229803dc277e9de212df193b93f894d0abb7c0'),
    (28, '0028_payers', 'c17a1dc4155882014dbdd7b1d732cb540e6304085863c76f201c17db0b25151e'),
    (29, '0029_hierarchies', 'b7ddafcd99606286b25eef3795a2c288260834d7b760aa43ca3ea4cdc90a6508'),
    (30, '0030_numbers_of_divisions', '57dbbfe8661720bf47c737d3e9fc10d96cf45c1e0926341824ef3034d9784319'),
    (31, '0031_search_estimates', '7a7076eaf588967ee839f29b7c74e36513f77ff8b820a1c808302671fa04b389'),
    (32, '0032_many_members_leave', 'cc3340628be65ab12abe3f26c6df34314ed40c2438597247063f93070537aaf7'),
    (33, '0033_similar_words', 'c59f26e5048962ae92e09ba4aff13403e5eb7022caf9aa98e7a6071c9b8c45d0'),
    (34, '0034_spans_in_the_index', '838bc40edfc693f3db9dfb597667222f652dc04421d474dda7afb9952fbbc444'),
    (35, '0035_search_span', '764019d5794027f31f5eb86ea4736cdf08ca30ed006e61173932d832ec8f2e4e'),
    (36, '0036_registering_costs_less_again', '5ea1ea1b4ed21293fe02aed8738cf1bea669142ba98764b53394adead9cc85c1'),
    (37, '0037_signatures', '2d0f57cc43abbefa719d86a404c4cbb52075194e911697d89e2a7cc249619c9c'),
    (38, '0038_two_on_a_page', '50b107d9177f0e9ab4d94effa21c0d06e337e036dd45d5369d07bd4c4d9f379e'),
    (39, '0039_members_printed', '4ea91f6e5b209d439790824a910cf9ed45358721c2b424adf4b2d26f4bdbd429'),
    (40, '0040_company_size', 'd367c56becf42f52aa1b182af1cd13e726567043598e41ebed24d463c4944c5d'),
    (41, '0041_claims', 'a606db5b0d1da1baf760f00dda275e687d3f92c7d90329788f949f60a832d459'),
    (42, '0042_accounts', 'ca8d80433b1d6751ce0fbbc9761c3f1584053f8c467017fef21f9324454f6541'),
    (43, '0043_acceptance', '155f4855df7edcf5c9a7295ea99178efdbcaa8af1325d558a6fe27f4e0c4548d'),
    (44, '0044_file_bytes', 'f588ba8efc5128285c5daae8636a7b0ef47336850cb8273cf3813998635137c9'),
    (45, '0045_refresh_repeats', '701b1903245c80ae308aa45e5d17c332db54901047c2c06636973ae6df1335b8'),
    (46, '0046_installed_sql', 'e952724ec1a13e6b01c05bce335ffe2d66686edd067df54c9005469d156479ac');
