-- Trees are locked in one order with everything else, so that nobody waits in a circle:
-- first companies, as they are there (in the order of their ids); then labels and
-- aliases; then trees; and only then numbers that nobody else may have.

-- Change a company: lock, check, replace what is given, render once, record what came
-- of it. `outcome` tells; but for 'done' nothing was changed. p_changes holds columns by
-- name; labels and aliases that are NULL stay as they are. What changes nothing counts
-- no version and is no event.
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

    -- Told early, and at its place; under the locks below, a trigger holds it.
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

-- A new company claims its numbers when it is written: so its tree is locked before.
CREATE FUNCTION company_waits_for_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tree_lock(NEW.app_id, 'main', ARRAY[NEW.parent]);
    RETURN NEW;
END $$;
CREATE TRIGGER company_waits_for_tree BEFORE INSERT ON company
    FOR EACH ROW WHEN (NEW.parent IS NOT NULL)
    EXECUTE FUNCTION company_waits_for_tree();

-- The active companies right below one, or all of them.
CREATE FUNCTION tree_active_below(p_app uuid, p_company uuid, p_all boolean)
RETURNS uuid[] LANGUAGE sql STABLE AS $$
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

-- Hold a company, its tree, and the active companies (right) below it; return those. Who
-- waited may find others below it by now: then it lets go of what it took, and begins
-- anew.
CREATE FUNCTION tree_hold_below(p_app uuid, p_company uuid, p_all boolean)
RETURNS uuid[] LANGUAGE plpgsql AS $$
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

-- An UPDATE that names a column of a unique constraint, whether it changes it or not, keeps
-- others from referring to the row. Those of a partial index are no key that others could
-- refer to: so these indexes claim numbers, and an UPDATE locks no more than it needs.
ALTER TABLE company
    DROP CONSTRAINT company_organisation_number_taken,
    DROP CONSTRAINT company_vat_number_taken;
CREATE UNIQUE INDEX company_organisation_number_taken
    ON company (organisation_number_claim, country, app_id)
 WHERE organisation_number_claim IS NOT NULL;
CREATE UNIQUE INDEX company_vat_number_taken
    ON company (tax_id_vat_number_claim, app_id)
 WHERE tax_id_vat_number_claim IS NOT NULL;
