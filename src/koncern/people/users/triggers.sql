-- The id of a user never changes.
CREATE OR REPLACE TRIGGER user_key_stays BEFORE UPDATE OF app_id, id ON "user"
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- A user who has memberships is not deleted.
CREATE OR REPLACE TRIGGER user_stays AFTER DELETE ON "user" REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION referred_to_stays(
        'id', 'membership_of_user', 'membership', 'user');
