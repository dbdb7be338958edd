-- A tax registration is not handed to a division either (docs/decisions/0022): until now
-- only a new one was held to that.
DROP TRIGGER division_without_numbers ON tax_registration;
CREATE CONSTRAINT TRIGGER division_without_numbers
    AFTER INSERT OR UPDATE OF company ON tax_registration
    FOR EACH ROW WHEN (NEW.company IS NOT NULL)
    EXECUTE FUNCTION division_gets_no_number();
