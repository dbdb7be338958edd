-- The id of a customer group never changes.
CREATE OR REPLACE TRIGGER customer_group_key_stays BEFORE UPDATE OF app_id, id ON customer_group
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- A customer group that a company is in is not deleted.
CREATE OR REPLACE TRIGGER customer_group_stays
    AFTER DELETE ON customer_group REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_customer_group_known', 'company_customer_group', 'customer_group');
