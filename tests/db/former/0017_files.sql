-- Files of companies. Their contents lie in the file store, each under its app's and
-- its own id; what is known of them lies here (docs/decisions/0018).

CREATE TABLE file (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    company uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    filename text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    checksum text NOT NULL,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT file_key PRIMARY KEY (app_id, id),
    CONSTRAINT file_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id)
);
CREATE INDEX file_by_company ON file (company, app_id, id);

-- What lies, or may lie, in the file store and belongs to no file: an upload that has
-- begun and is not kept yet, and what is left of a deleted file. It is removed from the
-- store when it is due, and forgotten here only after that.
CREATE TABLE loose_content (
    app_id uuid NOT NULL,
    file uuid NOT NULL,
    due_at timestamptz NOT NULL,
    CONSTRAINT loose_content_key PRIMARY KEY (app_id, file),
    CONSTRAINT loose_content_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX loose_content_by_due ON loose_content (due_at);

-- How many files a company has; NULL as long as it has had none. Rendering a company
-- looks for files only where there are some.
ALTER TABLE company ADD COLUMN file_count integer;

-- A file as it is printed, by itself and in its company's document.
CREATE FUNCTION file_document(f file) RETURNS json LANGUAGE sql STABLE AS $$
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

-- The whole company as the Organisations API prints it, with its newest hundred files.
CREATE OR REPLACE FUNCTION company_document(c company) RETURNS text
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
        CASE WHEN c.file_count > 0 THEN (
            SELECT coalesce(json_agg(file_document(l.f)), '[]') FROM (
                SELECT f FROM file AS f
                 WHERE f.app_id = c.app_id AND f.company = c.id
                 ORDER BY f.id DESC LIMIT 100
            ) AS l) ELSE '[]' END AS files,
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
