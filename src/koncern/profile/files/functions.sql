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
