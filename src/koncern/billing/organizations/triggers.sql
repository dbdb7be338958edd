-- The last owner of a deleted organization stays on record.
CREATE OR REPLACE TRIGGER customer_organization_keep_last_owner AFTER DELETE
    ON customer_organization
    FOR EACH ROW EXECUTE FUNCTION customer_organization_keep_owner();

-- A former owner of an organization stays on record.
CREATE OR REPLACE TRIGGER customer_organization_keep_owner AFTER UPDATE OF owner
    ON customer_organization
    FOR EACH ROW WHEN (OLD.owner <> NEW.owner)
    EXECUTE FUNCTION customer_organization_keep_owner();

-- The count of members includes those who are added.
CREATE OR REPLACE TRIGGER customer_organization_count_added AFTER INSERT
    ON customer_organization_member REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_count_members();

-- The count of members leaves out those who are removed.
CREATE OR REPLACE TRIGGER customer_organization_count_removed AFTER DELETE
    ON customer_organization_member REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_count_members();

-- A former member of an organization stays on record.
CREATE OR REPLACE TRIGGER customer_organization_keep_members AFTER DELETE
    ON customer_organization_member REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION customer_organization_keep_members();
