-- The id of a tag never changes.
CREATE OR REPLACE TRIGGER tag_forbid_key_change BEFORE UPDATE OF app_id, id ON tag
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();
