-- The id of a tag never changes.
CREATE OR REPLACE TRIGGER tag_key_stays BEFORE UPDATE OF app_id, id ON tag
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- A tag that a company has is not deleted.
CREATE OR REPLACE TRIGGER tag_stays AFTER DELETE ON tag REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'company_tag_known', 'company_tag', 'tag');
