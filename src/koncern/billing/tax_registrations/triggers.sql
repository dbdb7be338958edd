-- A division has no tax registration.
DROP TRIGGER IF EXISTS division_without_numbers ON tax_registration;
CREATE CONSTRAINT TRIGGER division_without_numbers
    AFTER INSERT OR UPDATE OF company ON tax_registration
    FOR EACH ROW WHEN (NEW.company IS NOT NULL)
    EXECUTE FUNCTION forbid_division_number();
