-- Adds the main hierarchy of a new app, which is the one of `company.parent`.
CREATE OR REPLACE FUNCTION add_main_hierarchy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hierarchy (app_id, slug, name, created_at, updated_at)
    VALUES (NEW.app_id, 'main', 'Main', NEW.created_at, NEW.created_at);
    RETURN NULL;
END $$;
