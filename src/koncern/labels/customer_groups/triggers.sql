-- The id of a customer group never changes.
CREATE OR REPLACE TRIGGER customer_group_forbid_key_change BEFORE UPDATE OF app_id, id ON customer_group
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();
