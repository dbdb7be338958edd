-- The id of an app never changes.
CREATE OR REPLACE TRIGGER app_forbid_key_change BEFORE UPDATE OF app_id ON app
    FOR EACH ROW EXECUTE FUNCTION forbid_key_change();

-- Every app has the main hierarchy.
CREATE OR REPLACE TRIGGER app_has_main_hierarchy AFTER INSERT ON app
    FOR EACH ROW EXECUTE FUNCTION add_main_hierarchy();
