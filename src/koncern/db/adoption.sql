-- Makes the tables of a database that ran steps 0001 to 0046 equal to the baseline's
-- (docs/decisions/0051). It runs in one transaction, after which all functions and triggers
-- are made from the packages' files.

-- Writers wait from here on. All locks are taken before anything slow.
LOCK TABLE app, "user", company, tag, customer_group, store_group, alias, company_tag,
    company_customer_group, company_store_group, membership, event,
    customer_organization, customer_organization_member, tax_registration
    IN ACCESS EXCLUSIVE MODE;

-- Every constraint is enforced. PostgreSQL reads the tables, and copies none.
ALTER TABLE company
    ALTER CONSTRAINT company_of_app ENFORCED,
    DROP CONSTRAINT company_not_its_own_parent,
    DROP CONSTRAINT company_status_known,
    DROP CONSTRAINT company_tax_status_known,
    DROP CONSTRAINT company_stays_billable,
    DROP CONSTRAINT company_within_size,  -- a rule of a trigger: a larger row may change
    ADD CONSTRAINT company_not_its_own_parent CHECK (parent <> id),
    ADD CONSTRAINT company_status_known
        CHECK (status IN ('pending', 'active', 'rejected')),
    ADD CONSTRAINT company_tax_status_known
        CHECK (tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED')),
    ADD CONSTRAINT company_stays_billable
        CHECK (billable_since IS NULL OR billing_missing = '{}');
ALTER TABLE alias ALTER CONSTRAINT alias_of_company ENFORCED;
ALTER TABLE company_tag
    ALTER CONSTRAINT company_tag_of_company ENFORCED,
    ALTER CONSTRAINT company_tag_known ENFORCED;
ALTER TABLE company_customer_group
    ALTER CONSTRAINT company_customer_group_of_company ENFORCED,
    ALTER CONSTRAINT company_customer_group_known ENFORCED;
ALTER TABLE company_store_group
    ALTER CONSTRAINT company_store_group_of_company ENFORCED,
    ALTER CONSTRAINT company_store_group_known ENFORCED;
ALTER TABLE membership
    ALTER CONSTRAINT membership_of_company ENFORCED,
    ALTER CONSTRAINT membership_of_user ENFORCED;

-- The function places_in replaces it.
DROP VIEW place;

-- The index on words goes on calling it.
ALTER FUNCTION search_remains(text, text, integer) RENAME TO search_deletions;
ALTER TABLE search_word_by_remains RENAME COLUMN search_remains TO search_deletions;
ALTER INDEX search_word_by_remains RENAME TO search_word_by_deletions;

-- Drops all functions that the steps and the files before the baseline made, with the
-- triggers that call them, except those that tables call. What an operator made stays.
DO $$
DECLARE
    former constant text[] := regexp_split_to_array(btrim($names$
        actor_told address_restriction_follow alias_holder alias_is_no_others_id
        ancestry_move app_has_main_hierarchy billing_missing company_add company_begins
        company_change company_claimant company_claims_reference company_count
        company_document company_find company_fits company_is_within company_is_written
        company_parent_follows company_parent_heeds_plans company_print company_refer
        company_refuse company_render company_stays_small company_told company_walk
        contact_emails custom_properties custom_property_follow customer_organization_at
        customer_organization_count_members customer_organization_document
        customer_organization_document_at customer_organization_has
        customer_organization_keep_members customer_organization_keep_owner
        customer_organization_lock_nesting customer_organization_lock_owning
        customer_organization_member_since customer_organization_members
        customer_organization_members_in_order customer_organization_members_print
        customer_organization_moment customer_organization_owned_since
        customer_organization_owners_among customer_organization_print
        customer_organization_print_at customer_organization_put
        customer_organization_rename customer_organizations_around
        customer_organizations_print customer_organizations_print_at
        division_gets_no_number division_stays_below event_append event_is_final
        file_document id_beside invoice_address key_stays label_hold label_keep label_lock
        label_put_on label_render label_render_next label_replace label_shown
        label_take_off legal_entity lock lock_number lock_shared lock_try payer_arrange
        payer_at payer_below payer_by payer_kind payer_owned payer_way place_at
        place_is_seen placement_circle placement_depth placement_parent placement_put
        placement_until places_in printed referred_to_stays registration_add
        registration_decide registration_document search_catch_up search_email
        search_estimate search_estimates search_field search_form search_id search_note
        search_number search_pattern search_put search_span search_words setting_resolved
        setting_said store_group_print times_heed tree_active_below tree_hold_below
        tree_lock tree_move tree_path tree_path_at tree_roots user_places
        $names$, E' \n'), '\s+');
    former_functions constant oid[] := ARRAY(
        SELECT p.oid FROM pg_proc AS p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (former)
           AND NOT EXISTS (SELECT FROM pg_depend AS d
                            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                              AND d.deptype = 'e'));
    statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
          FROM pg_trigger AS t
         WHERE t.tgfoid = ANY (former_functions) AND NOT t.tgisinternal
    LOOP
        EXECUTE statement;
    END LOOP;
    SELECT 'DROP FUNCTION ' || string_agg(f::regprocedure::text, ', ')
      INTO statement FROM unnest(former_functions) AS f;
    EXECUTE statement;
END $$;

-- Only a function that is gone returned it.
DROP TYPE registration_outcome;

DELETE FROM migration;
