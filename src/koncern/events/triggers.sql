-- An event never changes and is never deleted.
CREATE OR REPLACE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_final();
