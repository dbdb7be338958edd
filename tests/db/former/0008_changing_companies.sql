-- Changing a company that is there.

-- Whether a company is another one, or stands anywhere below it.
CREATE FUNCTION company_is_within(p_app uuid, p_company uuid, p_above uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE upwards (id) AS (
        SELECT p_company
        UNION
        SELECT c.parent
          FROM upwards AS u
          JOIN company AS c ON c.app_id = p_app AND c.id = u.id
         WHERE c.parent IS NOT NULL
    )
    SELECT EXISTS (SELECT FROM upwards AS u WHERE u.id = p_above)
$$;

-- Change a company: lock, check, replace what is given, render once, record what came
-- of it. `outcome` tells; but for 'done' nothing was changed. p_changes holds columns by
-- name; labels and aliases that are NULL stay as they are. What changes nothing counts
-- no version and is no event.
CREATE FUNCTION company_change(
    p_app uuid, p_id uuid, p_now timestamptz, p_changes jsonb,
    p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_gives_external_ref boolean, p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT other json, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    old company;
    c company;
    before jsonb;
    after jsonb;
BEGIN
    SELECT * INTO old FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
    c := jsonb_populate_record(old, p_changes);

    -- Two changes of parents at once could close a circle between them.
    IF c.parent IS DISTINCT FROM old.parent AND c.parent IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_app::text, 3));
        IF company_is_within(p_app, c.parent, p_id) THEN
            outcome := 'circle';
            RETURN;
        END IF;
    END IF;
    other := company_claimant(p_app, c.country, c.organisation_number_claim,
                              c.tax_id_vat_number_claim, p_id);
    IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;

    IF p_tags IS NOT NULL THEN
        DELETE FROM company_tag AS l
         WHERE l.app_id = p_app AND l.company = p_id AND l.tag <> ALL (p_tags);
        INSERT INTO company_tag (app_id, company, tag)
        SELECT p_app, p_id, unnest(p_tags) ON CONFLICT DO NOTHING;
    END IF;
    IF p_customer_groups IS NOT NULL THEN
        DELETE FROM company_customer_group AS l
         WHERE l.app_id = p_app AND l.company = p_id
           AND l.customer_group <> ALL (p_customer_groups);
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT p_app, p_id, unnest(p_customer_groups) ON CONFLICT DO NOTHING;
    END IF;
    IF p_store_groups IS NOT NULL THEN
        DELETE FROM company_store_group AS l
         WHERE l.app_id = p_app AND l.company = p_id
           AND l.store_group <> ALL (p_store_groups);
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT p_app, p_id, unnest(p_store_groups) ON CONFLICT DO NOTHING;
    END IF;
    IF p_gives_external_ref THEN
        DELETE FROM alias AS a
         WHERE a.app_id = p_app AND a.company = p_id AND a.is_external_ref
           AND a.value IS DISTINCT FROM p_external_ref;
        UPDATE alias AS a SET is_external_ref = true
         WHERE a.app_id = p_app AND a.company = p_id AND a.value = p_external_ref;
        IF NOT FOUND AND p_external_ref IS NOT NULL THEN
            INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
            VALUES (p_app, p_id, p_external_ref, true, p_now);
        END IF;
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
           integrations = c.integrations, updated_at = p_now
     WHERE x.app_id = p_app AND x.id = p_id
    RETURNING x.version, x.document INTO version, document;
    SELECT jsonb_object_agg(key, b.value), jsonb_object_agg(key, a.value)
      INTO before, after
      FROM jsonb_each(company_told(old.document, old)) AS b
      FULL JOIN jsonb_each(company_told(document, c)) AS a USING (key)
     WHERE a.value IS DISTINCT FROM b.value;
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, before, after)
    VALUES (p_app, 'company.changed', p_id, p_actor_kind, p_actor, p_request_id, p_now,
            before, after);
END $$;

-- What the record tells of a company: what is printed, and what only billing prints.
CREATE FUNCTION company_told(p_document text, c company) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
    SELECT p_document::jsonb - 'updated_at'
        || jsonb_build_object('contacts', c.contacts, 'integrations', c.integrations)
$$;
