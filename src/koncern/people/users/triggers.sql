-- The id of a user never changes.
CREATE OR REPLACE TRIGGER user_forbid_key_change BEFORE UPDATE OF app_id, id ON "user"
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();
