-- Who is a customer stays one: what an invoice needs cannot be taken away again.

ALTER TABLE company ADD COLUMN customer_since timestamptz;
UPDATE company SET customer_since = updated_at WHERE billing_missing = '{}';

CREATE OR REPLACE FUNCTION company_render() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.billing_missing :=
        billing_missing(NEW.billing_address, NEW.tax_status, NEW.contacts);
    IF NEW.customer_since IS NULL AND NEW.billing_missing = '{}' THEN
        NEW.customer_since := NEW.updated_at;
    END IF;
    NEW.document := company_document(NEW);
    RETURN NEW;
END $$;

ALTER TABLE company ADD CONSTRAINT company_stays_customer
    CHECK (customer_since IS NULL OR billing_missing = '{}');
