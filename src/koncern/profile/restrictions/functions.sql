-- Deletes the restrictions of an address that is removed from its company. The company
-- is locked by then, so nobody restricts one of its addresses meanwhile.
CREATE OR REPLACE FUNCTION address_restriction_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM address_restriction AS r
     WHERE r.app_id = NEW.app_id AND r.company = NEW.id
       AND NOT EXISTS (
           SELECT FROM jsonb_array_elements(
                           NEW.billing_address || NEW.shipping_address) AS a
            WHERE a ->> 'id' = r.address::text);
    RETURN NULL;
END $$;
