-- Changes a company: locks it, checks, replaces the given columns, renders once, and
-- appends the event. `outcome` says what came of it; unless it is 'done', nothing was
-- changed. p_changes holds columns by name; labels and aliases that are NULL stay as
-- they are. A change without effect counts no version and appends no event.
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
