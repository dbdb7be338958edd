-- Returns the billing address that invoices use: the default one, otherwise the first.
CREATE OR REPLACE FUNCTION invoice_address(addresses jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        jsonb_path_query_first(addresses, '$[*] ? (@.is_default == true)'),
        addresses -> 0
    )
$$;

-- Returns what a company lacks to be invoiced; it is a customer once nothing is
-- missing. It is written in PL/pgSQL, where a plain expression costs a third of a
-- query.
CREATE OR REPLACE FUNCTION billing_missing(
    addresses jsonb, tax_status text, contacts jsonb
) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
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
END $$;

-- Returns what an event says of a company: the printed document, and what only the
-- Customers API prints.
CREATE OR REPLACE FUNCTION company_as_event(p_document text, c company) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
    SELECT p_document::jsonb - 'updated_at'
        || jsonb_build_object('contacts', c.contacts, 'integrations', c.integrations)
$$;

-- Prints a company from its row and from what it shows that does not lie in its row.
CREATE OR REPLACE FUNCTION company_print(
    c company, p_tags json, p_customer_groups json, p_store_groups json,
    p_external_ref text, p_files json
) RETURNS json LANGUAGE sql STABLE RETURN row_to_json(ROW(
    c.app_id, printed(c.archived_at), c.attributes, c.billing_address,
    c.billing_missing, c.billing_missing = '{}', c.comment, c.contact_name,
    printed(c.created_at), c.credit_check, c.custom_fields,
    coalesce(p_customer_groups, '[]'), c.email,
    coalesce(p_external_ref, c.external_ref_asked),
    coalesce(p_files, '[]'), c.id, c.invoice_email, c.label, c.name,
    c.organisation_number, c.parent, c.phone, c.shipping_address, c.status,
    coalesce(p_store_groups, '[]'), coalesce(p_tags, '[]'), c.tax_id_vat_number,
    c.tax_status, printed(c.updated_at), c.url)::company_printed);

-- Prints a file as it is shown by itself and in the document of its company.
CREATE OR REPLACE FUNCTION file_document(f file) RETURNS json LANGUAGE sql STABLE AS $$
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

-- Prints the whole company for the Organisations API, with its newest hundred files.
CREATE OR REPLACE FUNCTION company_document(c company) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT company_print(
        c,
        (SELECT json_agg(tag_print(t) ORDER BY t.key)
           FROM company_tag AS l
           JOIN tag AS t ON t.app_id = l.app_id AND t.id = l.tag
          WHERE l.app_id = c.app_id AND l.company = c.id),
        (SELECT json_agg(customer_group_print(g) ORDER BY g.slug)
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

-- Computes the derived columns of a company at every write of its row. Only company_add
-- sets the document itself, because it already has all that a new company shows.
CREATE OR REPLACE FUNCTION company_render() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
    RETURN NEW;
END $$;

-- Tells whether an update changes a column that callers write.
CREATE OR REPLACE FUNCTION company_is_written(old company, new company) RETURNS boolean
    LANGUAGE sql IMMUTABLE RETURN (
        new.name, new.email, new.invoice_email, new.phone, new.contact_name, new.comment,
        new.url, new.label, new.organisation_number, new.tax_id_vat_number,
        new.attributes, new.billing_address, new.shipping_address, new.custom_fields)
    IS DISTINCT FROM (
        old.name, old.email, old.invoice_email, old.phone, old.contact_name, old.comment,
        old.url, old.label, old.organisation_number, old.tax_id_vat_number,
        old.attributes, old.billing_address, old.shipping_address, old.custom_fields);

-- Refuses a company that a caller's write makes too large. It must run after
-- company_render, which prints the document that is measured.
CREATE OR REPLACE FUNCTION company_size_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(NEW.document) <= 262144 THEN
        RETURN NEW;
    END IF;
    -- Only a caller's write is refused, and only if it makes the company larger.
    IF TG_OP = 'UPDATE' THEN
        IF octet_length(NEW.document) <= octet_length(OLD.document)
           OR NOT company_is_written(OLD, NEW) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE check_violation USING CONSTRAINT = 'company_within_size', TABLE = TG_TABLE_NAME,
        MESSAGE = 'a company is too large';
END $$;

-- Adds a company: its aliases, its row, its labels and the event. It returns the
-- document, and NULL if another company has one of the numbers: then the caller rolls
-- back. The caller has locked the labels, and gives them as the company prints them.
CREATE OR REPLACE FUNCTION company_add(
    p_app uuid, p_facts jsonb, p_labels json, p_aliases text[], p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    print json;
BEGIN
    c.app_id := p_app;
    c.billing_missing := billing_missing(c.billing_address, c.tax_status, c.contacts);
    IF c.billing_missing = '{}' THEN
        c.billable_since := c.updated_at;
    END IF;
    print := company_print(c, p_labels -> 'tags', p_labels -> 'customer_groups',
                           p_labels -> 'store_groups', p_external_ref, NULL);
    c.document := print::text;

    -- Aliases before numbers, as everybody claims them (docs/decisions/0021), and in their
    -- own order: so of two who want the same ones one waits for the other. Their ids have
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
        RETURN NULL;
    END IF;
    IF p_labels IS NOT NULL THEN
        PERFORM company_label(p_app, c.id, p_labels);
    END IF;
    PERFORM event_append(p_app, 'company.created', c.id, p_actor_kind, p_actor,
                         p_request_id, c.created_at, NULL, print);
    RETURN c.document;
END $$;

-- Gives a new company its labels, which are given as it prints them.
CREATE OR REPLACE FUNCTION company_label(p_app uuid, p_company uuid, p_labels json)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO company_tag (app_id, company, tag)
    SELECT p_app, p_company, (l ->> 'id')::uuid
      FROM json_array_elements(p_labels -> 'tags') AS l;
    INSERT INTO company_customer_group (app_id, company, customer_group)
    SELECT p_app, p_company, (l ->> 'id')::uuid
      FROM json_array_elements(p_labels -> 'customer_groups') AS l;
    INSERT INTO company_store_group (app_id, company, store_group)
    SELECT p_app, p_company, (l ->> 'id')::uuid
      FROM json_array_elements(p_labels -> 'store_groups') AS l;
END $$;

-- Returns the active company that has one of these numbers, other than p_except. A user
-- gets its id and name only if they see its place in the tree.
CREATE OR REPLACE FUNCTION company_claimant(
    p_app uuid, p_country text, p_organisation_number text, p_tax_id_vat_number text,
    p_except uuid, p_user uuid DEFAULT NULL
) RETURNS json LANGUAGE sql STABLE AS $$
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

-- Sets the external reference of a company that the caller has locked: as an alias if
-- p_claims is true or the company has that alias already. Otherwise it returns the
-- reference, which the company then only asks for.
CREATE OR REPLACE FUNCTION company_set_reference(
    p_app uuid, p_company uuid, p_reference text, p_now timestamptz, p_claims boolean
) RETURNS text LANGUAGE plpgsql AS $$
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

-- Claims the external reference that a company asked for when the company becomes
-- active, whichever statement makes it active.
CREATE OR REPLACE FUNCTION company_claims_reference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.external_ref_asked := company_set_reference(
        NEW.app_id, NEW.id, NEW.external_ref_asked, NEW.updated_at, true);
    RETURN NEW;
END $$;

-- Renders the next companies of the label that has waited longest and that nobody else
-- works on. It returns how many companies it looked at, and NULL when no label waits.
CREATE OR REPLACE FUNCTION company_render_next(p_most integer, p_now timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    work label_rendering;
    companies uuid[];
BEGIN
    SELECT * INTO work FROM label_rendering AS r
     ORDER BY r.created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    companies := label_companies(work.app_id, work.kind, work.label, work.done_to, p_most);
    IF companies = '{}' THEN
        DELETE FROM label_rendering AS r
         WHERE r.app_id = work.app_id AND r.id = work.id;
        RETURN 0;
    END IF;
    PERFORM FROM company AS c
      WHERE c.app_id = work.app_id AND c.id = ANY (companies)
      ORDER BY c.id FOR NO KEY UPDATE;
    -- A company that was changed after the label shows it already.
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = work.app_id AND c.id = ANY (companies)
       AND c.document <> company_document(c);
    UPDATE label_rendering AS r SET done_to = companies[cardinality(companies)]
     WHERE r.app_id = work.app_id AND r.id = work.id;
    RETURN cardinality(companies);
END $$;
