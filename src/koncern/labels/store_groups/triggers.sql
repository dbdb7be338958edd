-- The id of a store group never changes.
CREATE OR REPLACE TRIGGER store_group_forbid_key_change BEFORE UPDATE OF app_id, id ON store_group
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();
