-- A company's printed record has at most 256 KiB. The limit is for callers: what the
-- service adds to the record (the new name of a tag, a list of files, a status) never fails
-- because of it. A larger record may change, but not grow (docs/decisions/0043).

ALTER TABLE company ADD CONSTRAINT company_within_size
    CHECK (octet_length(document) <= 262144) NOT ENFORCED;

-- Whether what callers write of a company is other than it was.
CREATE FUNCTION company_is_written(old company, new company) RETURNS boolean
    LANGUAGE sql IMMUTABLE RETURN (
        new.name, new.email, new.invoice_email, new.phone, new.contact_name, new.comment,
        new.url, new.label, new.organisation_number, new.tax_id_vat_number,
        new.attributes, new.billing_address, new.shipping_address, new.custom_fields)
    IS DISTINCT FROM (
        old.name, old.email, old.invoice_email, old.phone, old.contact_name, old.comment,
        old.url, old.label, old.organisation_number, old.tax_id_vat_number,
        old.attributes, old.billing_address, old.shipping_address, old.custom_fields);

-- Refuse a company that is too large because of what a caller writes. The trigger runs
-- behind company_render, which prints the company: triggers run in the order of their names.
CREATE FUNCTION company_stays_small() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(NEW.document) > 262144 THEN
        IF TG_OP = 'INSERT' THEN
            PERFORM company_refuse('company_within_size');
        ELSIF octet_length(NEW.document) > octet_length(OLD.document)
              AND company_is_written(OLD, NEW) THEN
            PERFORM company_refuse('company_within_size');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER company_stays_small BEFORE INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION company_stays_small();
