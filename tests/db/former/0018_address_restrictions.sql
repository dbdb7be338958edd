-- Who may use an address of a company: everybody in it, unless somebody is named here.
-- The addresses themselves lie in the company's row; only the company refers to them.

CREATE TABLE address_restriction (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    address uuid NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT address_restriction_key PRIMARY KEY (app_id, company, address, "user"),
    CONSTRAINT address_restriction_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT address_restriction_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id)
);
CREATE INDEX address_restriction_by_user
    ON address_restriction ("user", app_id, address);

-- An address that goes, whichever way, takes its restrictions along. The company is
-- locked by then: nobody restricts one of its addresses meanwhile.
CREATE FUNCTION address_restriction_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM address_restriction AS r
     WHERE r.app_id = NEW.app_id AND r.company = NEW.id
       AND NOT EXISTS (
           SELECT FROM jsonb_array_elements(
                           NEW.billing_address || NEW.shipping_address) AS a
            WHERE a ->> 'id' = r.address::text);
    RETURN NULL;
END $$;
CREATE TRIGGER address_restriction_follow
    AFTER UPDATE OF billing_address, shipping_address ON company
    FOR EACH ROW
    WHEN (OLD.billing_address IS DISTINCT FROM NEW.billing_address
          OR OLD.shipping_address IS DISTINCT FROM NEW.shipping_address)
    EXECUTE FUNCTION address_restriction_follow();
