-- Companies: one row to read. What a company owns alone lies in its row as jsonb;
-- `document` is the whole company as the Organisations API prints it, rendered by
-- a trigger whenever the row changes (docs/decisions/0003).

CREATE TABLE company (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    name text NOT NULL,
    status text NOT NULL,
    parent uuid,
    country text NOT NULL DEFAULT '',
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
    credit_check boolean NOT NULL DEFAULT false,
    attributes jsonb NOT NULL DEFAULT '[]',
    billing_address jsonb NOT NULL DEFAULT '[]',
    shipping_address jsonb NOT NULL DEFAULT '[]',
    contacts jsonb NOT NULL DEFAULT '[]',
    custom_fields jsonb NOT NULL DEFAULT '{}',
    integrations jsonb NOT NULL DEFAULT '[]',
    billing_missing text[] NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    archived_at timestamptz,
    document text NOT NULL,
    CONSTRAINT company_key PRIMARY KEY (app_id, id),
    CONSTRAINT company_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT company_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id),
    CONSTRAINT company_not_its_own_parent CHECK (parent <> id),
    CONSTRAINT company_organisation_number_taken
        UNIQUE (organisation_number_claim, country, app_id),
    CONSTRAINT company_vat_number_taken UNIQUE (tax_id_vat_number_claim, app_id),
    CONSTRAINT company_status_known
        CHECK (status IN ('pending', 'active', 'rejected')),
    CONSTRAINT company_tax_status_known
        CHECK (tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED'))
) WITH (toast_tuple_target = 8160);  -- a row of a few kB stays whole: one read
CREATE INDEX company_by_parent ON company (parent, app_id) WHERE parent IS NOT NULL;

-- An identifier that another system has for a company.
CREATE TABLE alias (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company uuid NOT NULL,
    value text NOT NULL,
    is_external_ref boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CONSTRAINT alias_key PRIMARY KEY (app_id, id),
    CONSTRAINT alias_taken UNIQUE (value, app_id),
    CONSTRAINT alias_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX alias_by_company ON alias (company, app_id, id);

-- Links are written before their company's row, which is rendered with them:
-- hence their references to it are checked at commit.
CREATE TABLE company_tag (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    tag uuid NOT NULL,
    CONSTRAINT company_tag_key PRIMARY KEY (app_id, company, tag),
    CONSTRAINT company_tag_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_tag_known FOREIGN KEY (app_id, tag) REFERENCES tag (app_id, id)
);
CREATE INDEX company_tag_by_tag ON company_tag (tag, app_id, company);

CREATE TABLE company_customer_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    customer_group uuid NOT NULL,
    CONSTRAINT company_customer_group_key
        PRIMARY KEY (app_id, company, customer_group),
    CONSTRAINT company_customer_group_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_customer_group_known FOREIGN KEY (app_id, customer_group)
        REFERENCES customer_group (app_id, id)
);
CREATE INDEX company_customer_group_by_group
    ON company_customer_group (customer_group, app_id, company);

CREATE TABLE company_store_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    store_group uuid NOT NULL,
    CONSTRAINT company_store_group_key PRIMARY KEY (app_id, company, store_group),
    CONSTRAINT company_store_group_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_store_group_known FOREIGN KEY (app_id, store_group)
        REFERENCES store_group (app_id, id)
);
CREATE INDEX company_store_group_by_group
    ON company_store_group (store_group, app_id, company);

-- The billing address that invoices use: the default one, else the first.
CREATE FUNCTION invoice_address(addresses jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        jsonb_path_query_first(addresses, '$[*] ? (@.is_default == true)'),
        addresses -> 0
    )
$$;

-- What a company lacks to be invoiced: then it is no customer yet.
CREATE FUNCTION billing_missing(
    addresses jsonb, tax_status text, contacts jsonb
) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN a IS NULL
               OR '' IN (coalesce(a ->> 'street_address', ''), coalesce(a ->> 'city', ''),
                         coalesce(a ->> 'postal_code', ''), coalesce(a ->> 'country', ''))
             THEN 'billing_address' END,
        CASE WHEN tax_status IS NULL THEN 'tax_status' END,
        CASE WHEN NOT jsonb_path_exists(contacts,
                '$[*] ? (@.billingPreference == "PRIMARY" && !exists(@.archivedAt))')
             THEN 'primary_contact' END
    ], NULL)
    FROM invoice_address(addresses) AS a
$$;

-- A moment as both APIs print it: RFC 3339, UTC, microseconds.
CREATE FUNCTION printed(moment timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- The whole company as the Organisations API prints it.
CREATE FUNCTION company_document(c company) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT row_to_json(d)::text FROM (SELECT
        c.app_id,
        printed(c.archived_at) AS archived_at,
        c.attributes,
        c.billing_address,
        c.billing_missing,
        c.billing_missing = '{}' AS billing_ready,
        c.comment,
        c.contact_name,
        printed(c.created_at) AS created_at,
        c.credit_check,
        c.custom_fields,
        coalesce((
            SELECT json_agg(row_to_json(g)) FROM (
                SELECT g.id, g.name, g.slug FROM company_customer_group AS l
                  JOIN customer_group AS g
                    ON g.app_id = l.app_id AND g.id = l.customer_group
                 WHERE l.app_id = c.app_id AND l.company = c.id ORDER BY g.slug
            ) AS g), '[]') AS customer_groups,
        c.email,
        (SELECT a.value FROM alias AS a
          WHERE a.app_id = c.app_id AND a.company = c.id AND a.is_external_ref
        ) AS external_ref,
        '[]'::json AS files,
        c.id,
        c.invoice_email,
        c.label,
        c.name,
        c.organisation_number,
        c.parent AS parent_id,
        c.phone,
        c.shipping_address,
        c.status,
        coalesce((
            SELECT json_agg(row_to_json(g)) FROM (
                SELECT g.country_of_sale, printed(g.created_at) AS created_at,
                       g.description, g.id, g.name, g.slug, g.store_type,
                       printed(g.updated_at) AS updated_at
                  FROM company_store_group AS l
                  JOIN store_group AS g
                    ON g.app_id = l.app_id AND g.id = l.store_group
                 WHERE l.app_id = c.app_id AND l.company = c.id ORDER BY g.slug
            ) AS g), '[]') AS store_groups,
        coalesce((
            SELECT json_agg(row_to_json(t)) FROM (
                SELECT t.id, t.key, t.name FROM company_tag AS l
                  JOIN tag AS t ON t.app_id = l.app_id AND t.id = l.tag
                 WHERE l.app_id = c.app_id AND l.company = c.id ORDER BY t.key
            ) AS t), '[]') AS tags,
        c.tax_id_vat_number,
        c.tax_status,
        printed(c.updated_at) AS updated_at,
        c.url
    ) AS d
$$;

-- Derived columns follow their row: they cannot be forgotten, whoever writes.
CREATE FUNCTION company_render() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.billing_missing :=
        billing_missing(NEW.billing_address, NEW.tax_status, NEW.contacts);
    NEW.document := company_document(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER company_render BEFORE INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION company_render();

-- Add a company: its links, its row and the event, in one round trip. Nothing comes
-- back, and nothing was changed, when another company has one of its numbers.
CREATE FUNCTION company_add(
    p_facts jsonb, p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS SETOF company LANGUAGE plpgsql AS $$
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    made company;
BEGIN
    INSERT INTO company_tag (app_id, company, tag)
    SELECT c.app_id, c.id, unnest(p_tags);
    INSERT INTO company_customer_group (app_id, company, customer_group)
    SELECT c.app_id, c.id, unnest(p_customer_groups);
    INSERT INTO company_store_group (app_id, company, store_group)
    SELECT c.app_id, c.id, unnest(p_store_groups);
    INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
    SELECT c.app_id, c.id, a, a IS NOT DISTINCT FROM p_external_ref, c.created_at
      FROM unnest(p_aliases) AS a;
    INSERT INTO company SELECT c.* ON CONFLICT DO NOTHING RETURNING * INTO made;
    IF NOT FOUND THEN
        DELETE FROM company_tag AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_customer_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM company_store_group AS l
         WHERE l.app_id = c.app_id AND l.company = c.id;
        DELETE FROM alias AS l WHERE l.app_id = c.app_id AND l.company = c.id;
        RETURN;
    END IF;
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    VALUES (made.app_id, 'company.created', made.id, p_actor_kind, p_actor,
            p_request_id, made.created_at, made.document::json);
    RETURN NEXT made;
END $$;
