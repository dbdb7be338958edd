-- Registering, and making findable behind it, asks PostgreSQL for two fifths less work.
-- What is kept, held and answered stays as it was (docs/decisions/0024 has the figures).

-- A moment as both APIs print it. Its body depends on settings as far as PostgreSQL
-- knows: only a function that admits so is made part of the statement that calls it.
CREATE OR REPLACE FUNCTION printed(moment timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- The forms in which the Organisations API prints a company and its labels. As types they
-- are filled by an expression, which costs a fraction of a query.
CREATE TYPE tag_printed AS (id uuid, key text, name text);
CREATE TYPE customer_group_printed AS (id uuid, name text, slug text);
CREATE TYPE store_group_printed AS (
    country_of_sale text, created_at text, description text, id uuid, name text,
    slug text, store_type text, updated_at text
);
CREATE TYPE company_printed AS (
    app_id uuid, archived_at text, attributes jsonb, billing_address jsonb,
    billing_missing text[], billing_ready boolean, comment text, contact_name text,
    created_at text, credit_check boolean, custom_fields jsonb, customer_groups json,
    email text, external_ref text, files json, id uuid, invoice_email text, label text,
    name text, organisation_number text, parent_id uuid, phone text,
    shipping_address jsonb, status text, store_groups json, tags json,
    tax_id_vat_number text, tax_status text, updated_at text, url text
);

CREATE FUNCTION store_group_print(g store_group) RETURNS json LANGUAGE sql STABLE
    RETURN row_to_json(ROW(
        g.country_of_sale, printed(g.created_at), g.description, g.id, g.name, g.slug,
        g.store_type, printed(g.updated_at))::store_group_printed);

-- A company with all that it shows and that does not lie in its row.
CREATE FUNCTION company_print(
    c company, p_tags json, p_customer_groups json, p_store_groups json,
    p_external_ref text, p_files json
) RETURNS json LANGUAGE sql STABLE RETURN row_to_json(ROW(
    c.app_id, printed(c.archived_at), c.attributes, c.billing_address,
    c.billing_missing, c.billing_missing = '{}', c.comment, c.contact_name,
    printed(c.created_at), c.credit_check, c.custom_fields,
    coalesce(p_customer_groups, '[]'), c.email, p_external_ref,
    coalesce(p_files, '[]'), c.id, c.invoice_email, c.label, c.name,
    c.organisation_number, c.parent, c.phone, c.shipping_address, c.status,
    coalesce(p_store_groups, '[]'), coalesce(p_tags, '[]'), c.tax_id_vat_number,
    c.tax_status, printed(c.updated_at), c.url)::company_printed);

-- The whole company as the Organisations API prints it, with its newest hundred files.
CREATE OR REPLACE FUNCTION company_document(c company) RETURNS text
    LANGUAGE sql STABLE AS $$
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

-- What may stand in a company's row. A CHECK is read from the catalog and prepared by
-- each statement anew; these took 4 % of a registration. They stay declared with
-- the table, and the trigger below, through which every row goes, enforces them.
ALTER TABLE company
    DROP CONSTRAINT company_not_its_own_parent,
    DROP CONSTRAINT company_status_known,
    DROP CONSTRAINT company_tax_status_known,
    DROP CONSTRAINT company_stays_billable,
    ADD CONSTRAINT company_not_its_own_parent CHECK (parent <> id) NOT ENFORCED,
    ADD CONSTRAINT company_status_known
        CHECK (status IN ('pending', 'active', 'rejected')) NOT ENFORCED,
    ADD CONSTRAINT company_tax_status_known
        CHECK (tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED')) NOT ENFORCED,
    ADD CONSTRAINT company_stays_billable
        CHECK (billable_since IS NULL OR billing_missing = '{}') NOT ENFORCED;

CREATE FUNCTION company_refuse(p_constraint text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING
        CONSTRAINT = p_constraint, TABLE = 'company', SCHEMA = 'public',
        MESSAGE = format('a row of "company" violates "%s"', p_constraint);
END $$;

-- Derived columns follow their row: they cannot be forgotten, whoever writes. Only
-- company_add, which has at hand all that a new company shows, brings the document along.
CREATE OR REPLACE FUNCTION company_render() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP TRIGGER company_waits_for_tree ON company;
DROP FUNCTION company_waits_for_tree();

-- References that hold without being looked up at each insert: their rows are written by
-- functions that have just written, or hold, or were asked by, what they refer to, and
-- that is never deleted. They stay declared; deleting what they refer to, or changing its
-- key, is refused as before.
ALTER TABLE company ALTER CONSTRAINT company_of_app NOT ENFORCED;
ALTER TABLE company_tag ALTER CONSTRAINT company_tag_of_company NOT ENFORCED;
ALTER TABLE company_customer_group
    ALTER CONSTRAINT company_customer_group_of_company NOT ENFORCED;
ALTER TABLE company_store_group
    ALTER CONSTRAINT company_store_group_of_company NOT ENFORCED;
ALTER TABLE alias ALTER CONSTRAINT alias_of_company NOT ENFORCED;
ALTER TABLE membership
    ALTER CONSTRAINT membership_of_company NOT ENFORCED,
    ALTER CONSTRAINT membership_of_user NOT ENFORCED;

-- The trigger's arguments: the key that is referred to, and then, for each reference, its
-- name, its table and the column that refers.
CREATE FUNCTION referred_to_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER company_stays AFTER DELETE ON company REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_tag_of_company', 'company_tag', 'company',
        'company_customer_group_of_company', 'company_customer_group', 'company',
        'company_store_group_of_company', 'company_store_group', 'company',
        'alias_of_company', 'alias', 'company',
        'membership_of_company', 'membership', 'company');
CREATE TRIGGER user_stays AFTER DELETE ON "user" REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'membership_of_user', 'membership', 'user');
CREATE TRIGGER app_stays AFTER DELETE ON app REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'app_id', 'company_of_app', 'company', 'app_id');

CREATE FUNCTION key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) -> 'app_id', to_jsonb(NEW) -> 'id')
       IS DISTINCT FROM (to_jsonb(OLD) -> 'app_id', to_jsonb(OLD) -> 'id') THEN
        RAISE EXCEPTION 'the key of a row is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER company_key_stays BEFORE UPDATE OF app_id, id ON company
    FOR EACH ROW EXECUTE FUNCTION key_stays();
CREATE TRIGGER user_key_stays BEFORE UPDATE OF app_id, id ON "user"
    FOR EACH ROW EXECUTE FUNCTION key_stays();
CREATE TRIGGER app_key_stays BEFORE UPDATE OF app_id ON app
    FOR EACH ROW EXECUTE FUNCTION key_stays();

-- The same as before (0007), but that most aliases are told by their length, and that no
-- condition of the trigger is read from the catalog and prepared by each statement anew.
CREATE OR REPLACE FUNCTION alias_is_no_others_id() RETURNS trigger LANGUAGE plpgsql AS $$
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
END $$;
DROP TRIGGER alias_is_no_others_id ON alias;
CREATE TRIGGER alias_is_no_others_id BEFORE INSERT ON alias
    FOR EACH ROW EXECUTE FUNCTION alias_is_no_others_id();

-- What a new company is listed and found by: its custom properties (as in 0010, but in
-- the statement itself) and the note for searching, by one trigger without a condition.
CREATE FUNCTION company_begins() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER custom_property_begin ON company;
DROP TRIGGER search_note ON company;
CREATE TRIGGER company_begins AFTER INSERT ON company
    FOR EACH ROW EXECUTE FUNCTION company_begins();
CREATE TRIGGER search_note AFTER UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION search_note();

-- An id beside another one: as unique as that, and without drawing at random, for which
-- a PostgreSQL that was built without OpenSSL opens a device each time.
CREATE FUNCTION id_beside(id uuid, place integer) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(set_byte(uuid_send(id), 15, get_byte(uuid_send(id), 15) # place),
                  'hex')::uuid;

-- Add a company: its row, its links, its first admin (p_user, if there is one) and the
-- events, in one round trip. The labels are ones that the caller holds or has just looked
-- up, and their prints. No id comes back, and nothing was changed, when another company
-- has one of its numbers.
DROP FUNCTION company_add(jsonb, uuid[], uuid[], uuid[], text[], text, text, text, text);
CREATE FUNCTION company_add(
    p_app uuid, p_facts jsonb, p_status text, p_tax_status text, p_parent uuid,
    p_shares_numbers boolean, p_tags uuid[], p_tag_prints json,
    p_customer_groups uuid[], p_customer_group_prints json,
    p_store_groups uuid[], p_store_group_prints json,
    p_aliases text[], p_external_ref text, p_user uuid, p_role uuid,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT id uuid, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
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
    IF cardinality(p_aliases) = 1 THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        VALUES (p_app, id_beside(c.id, 1), c.id, p_aliases[1],
                p_aliases[1] IS NOT DISTINCT FROM p_external_ref, c.created_at);
    ELSIF p_aliases <> '{}' THEN
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
        RETURN;
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
    IF p_user IS NULL THEN
        INSERT INTO event (app_id, id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, id_beside(c.id, 2), 'company.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at, print);
    ELSE
        INSERT INTO membership
               (app_id, "user", company, level, role, created_at, updated_at)
        VALUES (p_app, p_user, c.id, 'admin', p_role, c.created_at, c.created_at);
        INSERT INTO event (app_id, id, type, subject, actor_kind, actor, request_id,
                           happened_at, after)
        VALUES (p_app, id_beside(c.id, 2), 'company.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at, print),
               (p_app, id_beside(c.id, 3), 'membership.created', c.id, p_actor_kind,
                p_actor, p_request_id, c.created_at,
                json_build_object('user', p_user, 'level', 'admin', 'role', p_role));
    END IF;
    id := c.id;
    version := c.version;
    document := c.document;
END $$;

-- Register a company: look up what it names, add it, and make the user who asks its
-- first admin, in one round trip. Nothing is written unless `outcome` is 'done'. Without
-- p_facts it only looks, for an answer that names every fault at once. 'refused' tells
-- that something it names is not there or may not be named, 'taken' that another
-- company has one of its numbers.
--
-- Labels are held as a reference holds them: whoever changes or deletes one is waited
-- for, and it is printed as it is after that.
CREATE OR REPLACE FUNCTION registration_add(
    p_app uuid, p_now timestamptz, p_facts jsonb, p_external_ref text,
    p_wants_active boolean, p_role text, p_parent uuid, p_user uuid,
    p_tag_ids uuid[], p_tag_slugs text[],
    p_customer_group_ids uuid[], p_customer_group_slugs text[],
    p_store_group_ids uuid[], p_store_group_slugs text[],
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT needs_approval boolean, OUT role uuid, OUT roles text[],
    OUT parent uuid, OUT parent_is_archived boolean,
    OUT tags uuid[], OUT tag_slugs text[],
    OUT customer_groups uuid[], OUT customer_group_slugs text[],
    OUT store_groups uuid[], OUT store_group_slugs text[],
    OUT other json, OUT id uuid, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    shares_numbers boolean;
    tax_status text;
    tag_prints json;
    customer_group_prints json;
    store_group_prints json;
    made record;
BEGIN
    SELECT p_wants_active AND p_user IS NOT NULL
               AND a.registration_policy = 'approval',
           a.shares_numbers, a.default_tax_status
      INTO needs_approval, shares_numbers, tax_status
      FROM app AS a WHERE a.app_id = p_app;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = 'company_of_app', MESSAGE = 'there is no such app';
    END IF;
    IF p_role IS NOT NULL THEN
        SELECT r.id INTO role FROM role AS r WHERE r.app_id = p_app AND r.slug = p_role;
        IF NOT FOUND THEN
            roles := ARRAY(
                SELECT r.slug FROM role AS r
                 WHERE r.app_id = p_app ORDER BY r.slug LIMIT 100);
        END IF;
    END IF;
    -- The parent must be one that the user may name; a credential may name any.
    IF p_parent IS NOT NULL THEN
        SELECT p.id, p.archived_at IS NOT NULL INTO parent, parent_is_archived
          FROM company AS p
         WHERE p.app_id = p_app AND p.id = p_parent
           AND (p_user IS NULL OR EXISTS (
                SELECT FROM membership AS m
                 WHERE m.app_id = p_app AND m."user" = p_user AND m.company = p.id
                   AND m.level IN ('admin', 'super-admin')));
    END IF;
    IF cardinality(p_tag_ids) + cardinality(p_tag_slugs) > 0 THEN
        SELECT array_agg(t.id), array_agg(t.key),
               json_agg(row_to_json(ROW(t.id, t.key, t.name)::tag_printed) ORDER BY t.key)
          INTO tags, tag_slugs, tag_prints
          FROM (SELECT t.id, t.key, t.name FROM tag AS t
                 WHERE t.app_id = p_app
                   AND (t.id = ANY (p_tag_ids) OR t.key = ANY (p_tag_slugs))
                   FOR KEY SHARE) AS t;
    END IF;
    IF cardinality(p_customer_group_ids) + cardinality(p_customer_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(row_to_json(ROW(g.id, g.name, g.slug)::customer_group_printed)
                        ORDER BY g.slug)
          INTO customer_groups, customer_group_slugs, customer_group_prints
          FROM (SELECT g.id, g.name, g.slug FROM customer_group AS g
                 WHERE g.app_id = p_app AND (g.id = ANY (p_customer_group_ids)
                                             OR g.slug = ANY (p_customer_group_slugs))
                   FOR KEY SHARE) AS g;
    END IF;
    IF cardinality(p_store_group_ids) + cardinality(p_store_group_slugs) > 0 THEN
        SELECT array_agg(g.id), array_agg(g.slug),
               json_agg(store_group_print(g) ORDER BY g.slug)
          INTO store_groups, store_group_slugs, store_group_prints
          FROM (SELECT * FROM store_group AS g
                 WHERE g.app_id = p_app AND (g.id = ANY (p_store_group_ids)
                                             OR g.slug = ANY (p_store_group_slugs))
                   FOR KEY SHARE) AS g;
    END IF;
    tags := coalesce(tags, '{}');
    tag_slugs := coalesce(tag_slugs, '{}');
    customer_groups := coalesce(customer_groups, '{}');
    customer_group_slugs := coalesce(customer_group_slugs, '{}');
    store_groups := coalesce(store_groups, '{}');
    store_group_slugs := coalesce(store_group_slugs, '{}');
    IF p_facts IS NULL OR needs_approval OR roles IS NOT NULL OR parent_is_archived
       OR parent IS DISTINCT FROM p_parent
       OR NOT (p_tag_ids <@ tags AND p_tag_slugs <@ tag_slugs
               AND p_customer_group_ids <@ customer_groups
               AND p_customer_group_slugs <@ customer_group_slugs
               AND p_store_group_ids <@ store_groups
               AND p_store_group_slugs <@ store_group_slugs) THEN
        outcome := 'refused';
        RETURN;
    END IF;

    made := company_add(
        p_app, p_facts, CASE WHEN p_wants_active THEN 'active' ELSE 'pending' END,
        tax_status, parent, shares_numbers, tags, tag_prints, customer_groups,
        customer_group_prints, store_groups, store_group_prints,
        CASE WHEN p_external_ref IS NULL THEN '{}' ELSE ARRAY[p_external_ref] END,
        p_external_ref, p_user, role, p_actor_kind, p_actor, p_request_id);
    IF made.id IS NULL THEN
        outcome := 'taken';
        other := company_claimant(
            p_app, p_facts ->> 'country', p_facts ->> 'organisation_number_claim',
            p_facts ->> 'tax_id_vat_number_claim', (p_facts ->> 'id')::uuid);
        RETURN;
    END IF;
    id := made.id;
    version := made.version;
    document := made.document;
    outcome := 'done';
END $$;

-- A search in names reads what the workers keep for searching: so registering keeps no
-- index for it. What has a note there is looked at by itself, so that nothing is missing.
DROP INDEX company_by_what_is_known;
DROP STATISTICS company_known;
CREATE STATISTICS company_archived ON (num_nonnulls(archived_at)), billable_since
  FROM company;
CREATE INDEX company_by_label ON company (label, app_id)
 WHERE label IS NOT NULL AND billable_since IS NOT NULL;
CREATE INDEX company_search_by_part_of_name ON company_search
    USING gin (name gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
CREATE INDEX company_search_cut_off ON company_search (app_id, company)
 WHERE length(name) = 200;

-- A pattern for names in the form that is searched, out of a part of a name as it is
-- written: it finds a few too many, never too few. A sign that is spelled in capitals there
-- (as the one for a registered mark is) is left out of some names and stays in others; so
-- anything may be where it was, and before it. Halfwidth kana and single letters of Hangul
-- become one with what stands behind them, which is not in the text if one of them ends it.
CREATE FUNCTION search_pattern(p_text text, p_is_anywhere boolean) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
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
END $$;

-- Some of the customers that are asked for, in no order, with what they are sorted by.
-- p_name is a pattern, and p_text what it was made of. Planned anew at each call: the best way depends on
-- how many have that name or label.
DROP FUNCTION company_find(uuid, uuid, text, text, text, boolean, text, integer);
CREATE FUNCTION company_find(
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
END $$;

-- The same as before (0024), but that the notes are found once, not once for each of them.
CREATE OR REPLACE FUNCTION search_catch_up(p_app uuid, p_most integer, p_waits boolean)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    key constant bigint := hashtextextended(p_app::text, 19);
    due uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM search_due AS d WHERE d.app_id = p_app) THEN
        RETURN 0;
    END IF;
    IF p_waits THEN
        PERFORM pg_advisory_xact_lock(key);
    ELSIF NOT pg_try_advisory_xact_lock(key) THEN
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

-- As the trigger above keeps it from now on.
UPDATE company SET version = version + 1, updated_at = created_at
 WHERE updated_at < created_at;
