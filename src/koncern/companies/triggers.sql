-- An active company has claimed the reference that it asked for.
CREATE OR REPLACE TRIGGER company_claims_reference BEFORE UPDATE OF status ON company
    FOR EACH ROW WHEN (NEW.status = 'active' AND NEW.external_ref_asked IS NOT NULL)
    EXECUTE FUNCTION company_claims_reference();

-- The id of a company never changes.
CREATE OR REPLACE TRIGGER company_forbid_key_change BEFORE UPDATE OF app_id, id ON company
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- The trees that a company comes into or moves between are locked before it claims
-- numbers.
CREATE OR REPLACE TRIGGER company_lock_trees BEFORE INSERT OR UPDATE OF parent ON company
    FOR EACH ROW EXECUTE FUNCTION company_lock_trees();

-- The derived columns of a company are true.
CREATE OR REPLACE TRIGGER company_render BEFORE INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION company_render();

-- A company is no larger than allowed. It fires after company_render, by its name.
CREATE OR REPLACE TRIGGER company_size_limit BEFORE INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION company_size_limit();

-- No restriction outlives its address.
CREATE OR REPLACE TRIGGER address_restriction_follow
    AFTER UPDATE OF billing_address, shipping_address ON company
    FOR EACH ROW
    WHEN (OLD.billing_address IS DISTINCT FROM NEW.billing_address
          OR OLD.shipping_address IS DISTINCT FROM NEW.shipping_address)
    EXECUTE FUNCTION address_restriction_follow();

-- A company moves in the main hierarchy when its parent changes. It fires before every
-- trigger that locks a customer organization, by its name.
CREATE OR REPLACE TRIGGER company_parent_follows AFTER UPDATE OF parent ON company
    FOR EACH ROW WHEN (OLD.parent IS DISTINCT FROM NEW.parent)
    EXECUTE FUNCTION move_in_main_hierarchy();

-- A new company is not placed under an archived parent.
DROP TRIGGER IF EXISTS company_parent_not_archived ON company;
CREATE CONSTRAINT TRIGGER company_parent_not_archived AFTER INSERT ON company
    FOR EACH ROW WHEN (NEW.parent IS NOT NULL)
    EXECUTE FUNCTION check_parent_of_new_company();

-- A new company with a parent has a place in the main hierarchy. It fires after
-- company_parent_not_archived, which locks the tree, by its name.
CREATE OR REPLACE TRIGGER company_place AFTER INSERT ON company
    FOR EACH ROW WHEN (NEW.parent IS NOT NULL)
    EXECUTE FUNCTION place_new_company();

-- A new customer is found by its custom properties.
CREATE OR REPLACE TRIGGER custom_property_add AFTER INSERT ON company
    FOR EACH ROW WHEN (NEW.billable_since IS NOT NULL AND NEW.custom_fields <> '{}')
    EXECUTE FUNCTION custom_property_follow();

-- The custom properties of a customer follow its custom fields, its archiving and its
-- becoming billable.
CREATE OR REPLACE TRIGGER custom_property_follow AFTER UPDATE ON company
    FOR EACH ROW WHEN (
        OLD.custom_fields <> NEW.custom_fields
        OR num_nonnulls(OLD.archived_at) <> num_nonnulls(NEW.archived_at)
        OR num_nonnulls(OLD.billable_since) <> num_nonnulls(NEW.billable_since))
    EXECUTE FUNCTION custom_property_follow();

-- Customer organizations show the name that a company has now.
CREATE OR REPLACE TRIGGER customer_organization_rename AFTER UPDATE OF name ON company
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION customer_organization_rename();

-- A division always has a parent.
DROP TRIGGER IF EXISTS division_below_a_company ON company;
CREATE CONSTRAINT TRIGGER division_below_a_company AFTER UPDATE OF parent ON company
    FOR EACH ROW WHEN (OLD.parent IS NOT NULL AND NEW.parent IS NULL)
    EXECUTE FUNCTION forbid_division_at_top();

-- A division has no numbers of its own.
DROP TRIGGER IF EXISTS division_without_numbers ON company;
CREATE CONSTRAINT TRIGGER division_without_numbers
    AFTER UPDATE OF organisation_number, tax_id_vat_number ON company
    FOR EACH ROW WHEN (NEW.organisation_number IS NOT NULL
                       AND OLD.organisation_number IS NULL
                       OR NEW.tax_id_vat_number IS NOT NULL
                       AND OLD.tax_id_vat_number IS NULL)
    EXECUTE FUNCTION forbid_division_number();

-- The search index catches up with every new or changed company.
CREATE OR REPLACE TRIGGER search_note AFTER INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION search_note();
