-- The id of a store group never changes.
CREATE OR REPLACE TRIGGER store_group_key_stays BEFORE UPDATE OF app_id, id ON store_group
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- A store group that a company is in is not deleted.
CREATE OR REPLACE TRIGGER store_group_stays
    AFTER DELETE ON store_group REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_store_group_known', 'company_store_group', 'store_group');
