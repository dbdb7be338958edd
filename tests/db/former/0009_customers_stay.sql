-- Who is a customer stays one: other systems hold its id, and organizations name it. So
-- what an invoice needs (an address, a tax status, a PRIMARY contact) can be replaced,
-- and not taken away.

ALTER TABLE company ADD COLUMN billable_since timestamptz;

-- Nothing that is printed changes: so nothing is rendered anew.
ALTER TABLE company DISABLE TRIGGER USER;
UPDATE company SET billable_since = updated_at WHERE billing_missing = '{}';
ALTER TABLE company ENABLE TRIGGER USER;

CREATE OR REPLACE FUNCTION company_render() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.billing_missing :=
        billing_missing(NEW.billing_address, NEW.tax_status, NEW.contacts);
    IF NEW.billable_since IS NULL AND NEW.billing_missing = '{}' THEN
        NEW.billable_since := NEW.updated_at;
    END IF;
    NEW.document := company_document(NEW);
    RETURN NEW;
END $$;

ALTER TABLE company ADD CONSTRAINT company_stays_billable
    CHECK (billable_since IS NULL OR billing_missing = '{}');
