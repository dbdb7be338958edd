-- Changes a company: locks it, refuses what others have claimed, writes it, and appends
-- the event. `outcome` says what came of it; unless it is 'done', the caller rolls back.
-- p_changes holds columns by name, and `external_ref` if it changes. The company has its
-- new labels already. A change without effect counts no version and appends no event.
CREATE OR REPLACE FUNCTION company_change(
    p_app uuid, p_company uuid, p_now timestamptz, p_changes jsonb,
    p_actor_kind text, p_actor text, p_request_id text,
    OUT outcome text, OUT other json, OUT version bigint, OUT document text
) LANGUAGE plpgsql AS $$
DECLARE
    asker constant uuid := CASE WHEN p_actor_kind = 'user' THEN p_actor::uuid END;
    old company;
    c company;
BEGIN
    SELECT * INTO old FROM company AS x
     WHERE x.app_id = p_app AND x.id = p_company FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
    c := jsonb_populate_record(old, p_changes);
    IF p_changes ? 'external_ref' THEN
        c.external_ref_asked := p_changes ->> 'external_ref';
    END IF;
    other := company_conflict(p_app, old, c, asker);
    IF other IS NOT NULL THEN outcome := 'taken'; RETURN; END IF;

    IF p_changes ? 'external_ref' THEN
        c.external_ref_asked := company_set_reference(
            p_app, p_company, c.external_ref_asked, p_now,
            c.status = 'active' OR asker IS NULL
            AND c.external_ref_asked IS DISTINCT FROM old.external_ref_asked);
    END IF;
    IF c IS DISTINCT FROM old OR company_document(c) <> old.document THEN
        c := company_write(p_app, c, p_now);
        PERFORM event_append(
            p_app, 'company.changed', p_company, p_actor_kind, p_actor, p_request_id,
            p_now, d.before, d.after) FROM company_difference(old, c) AS d;
    END IF;
    outcome := 'done';
    version := c.version;
    document := c.document;
END $$;

-- Returns the other company that has a number or the reference that a change claims. A
-- company that becomes active claims all of them.
CREATE OR REPLACE FUNCTION company_conflict(p_app uuid, old company, new company, p_user uuid)
RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_approved constant boolean := new.status = 'active' AND old.status <> 'active';
    other json;
BEGIN
    IF is_approved
       OR (new.country, new.organisation_number_claim, new.tax_id_vat_number_claim)
          IS DISTINCT FROM
          (old.country, old.organisation_number_claim, old.tax_id_vat_number_claim) THEN
        other := company_claimant(p_app, new.country, new.organisation_number_claim,
                                  new.tax_id_vat_number_claim, new.id, p_user);
    END IF;
    IF other IS NULL
       AND (is_approved OR new.external_ref_asked IS DISTINCT FROM old.external_ref_asked)
    THEN
        other := alias_holder(p_app, new.external_ref_asked, new.id, p_user);
    END IF;
    RETURN other;
END $$;

-- Writes the columns of a company that callers may change, as its next version.
CREATE OR REPLACE FUNCTION company_write(p_app uuid, c company, p_now timestamptz)
RETURNS company LANGUAGE sql AS $$
    UPDATE company AS x
       SET version = x.version + 1, updated_at = p_now, name = c.name, status = c.status,
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
           external_ref_asked = c.external_ref_asked, integrations = c.integrations
     WHERE x.app_id = p_app AND x.id = c.id
    RETURNING x.*
$$;

-- Returns what differs between two states of a company, as its event says it.
CREATE OR REPLACE FUNCTION company_difference(
    old company, new company, OUT before json, OUT after json
) LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_agg(key, b.value)::json, jsonb_object_agg(key, a.value)::json
      FROM jsonb_each(company_as_event(old.document, old)) AS b
      FULL JOIN jsonb_each(company_as_event(new.document, new)) AS a USING (key)
     WHERE a.value IS DISTINCT FROM b.value
$$;
