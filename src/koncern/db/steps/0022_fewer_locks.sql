-- A change of a company keeps nobody waiting who only refers to it.

-- The same as before (0008), but for its locks. An UPDATE that names columns of a unique
-- key locks the row as if it were deleted, even where they stay as they are: then a
-- membership or a child that refers to the company would wait. So they are set by
-- themselves, only where they change, and last: behind the locks of the trees. Those are
-- enough to keep circles out.
CREATE OR REPLACE FUNCTION company_change(
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

    -- Of two changes at once that close a circle between them, a trigger refuses one.
    IF c.parent IS DISTINCT FROM old.parent
       AND company_is_within(p_app, c.parent, p_id) THEN
        outcome := 'circle';
        RETURN;
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
           parent = c.parent, organisation_number = c.organisation_number,
           tax_id_vat_number = c.tax_id_vat_number,
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
    IF (c.country, c.organisation_number_claim, c.tax_id_vat_number_claim)
       IS DISTINCT FROM
       (old.country, old.organisation_number_claim, old.tax_id_vat_number_claim) THEN
        UPDATE company AS x
           SET country = c.country,
               organisation_number_claim = c.organisation_number_claim,
               tax_id_vat_number_claim = c.tax_id_vat_number_claim
         WHERE x.app_id = p_app AND x.id = p_id
        RETURNING x.document INTO document;
    END IF;
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

-- The same as before (0006), but that aliases are added in their own order: so of two who
-- want the same ones one waits for the other. Their ids keep the order that was given.
CREATE OR REPLACE FUNCTION company_add(
    p_facts jsonb, p_tags uuid[], p_customer_groups uuid[], p_store_groups uuid[],
    p_aliases text[], p_external_ref text,
    p_actor_kind text, p_actor text, p_request_id text
) RETURNS SETOF company LANGUAGE plpgsql AS $$
DECLARE
    c company := jsonb_populate_record(NULL::company, p_facts);
    made company;
BEGIN
    IF p_tags <> '{}' THEN
        INSERT INTO company_tag (app_id, company, tag)
        SELECT c.app_id, c.id, unnest(p_tags);
    END IF;
    IF p_customer_groups <> '{}' THEN
        INSERT INTO company_customer_group (app_id, company, customer_group)
        SELECT c.app_id, c.id, unnest(p_customer_groups);
    END IF;
    IF p_store_groups <> '{}' THEN
        INSERT INTO company_store_group (app_id, company, store_group)
        SELECT c.app_id, c.id, unnest(p_store_groups);
    END IF;
    IF p_aliases <> '{}' THEN
        INSERT INTO alias (app_id, id, company, value, is_external_ref, created_at)
        SELECT c.app_id, a.id, c.id, a.value,
               a.value IS NOT DISTINCT FROM p_external_ref, c.created_at
          FROM (SELECT uuidv7() AS id, u.value
                  FROM unnest(p_aliases) AS u (value)) AS a
         ORDER BY a.value;
    END IF;
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
