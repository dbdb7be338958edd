-- An alias is never the id of another company.
CREATE OR REPLACE TRIGGER alias_is_no_others_id BEFORE INSERT ON alias
    FOR EACH ROW EXECUTE FUNCTION alias_is_no_others_id();
