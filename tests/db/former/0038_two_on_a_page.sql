-- Two companies fit on a page (docs/decisions/0037). A page has 8,192 bytes; a row of more than
-- 4,080 had one for itself, and half of it was empty. What makes a row too long is put beside
-- the table: addresses, contacts and fields first, the largest of them, which a read of the
-- document does not need; then the document is compressed. Rows that were written before stay
-- as they are until they are changed, or VACUUM FULL writes the table anew.
ALTER TABLE company
    SET (toast_tuple_target = 4080),
    ALTER billing_address SET STORAGE EXTERNAL,
    ALTER shipping_address SET STORAGE EXTERNAL,
    ALTER contacts SET STORAGE EXTERNAL,
    ALTER document SET STORAGE MAIN,
    -- Short texts stay in the row.
    ALTER name SET STORAGE MAIN,
    ALTER status SET STORAGE MAIN,
    ALTER country SET STORAGE MAIN,
    ALTER organisation_number SET STORAGE MAIN,
    ALTER organisation_number_claim SET STORAGE MAIN,
    ALTER tax_id_vat_number SET STORAGE MAIN,
    ALTER tax_id_vat_number_claim SET STORAGE MAIN,
    ALTER tax_status SET STORAGE MAIN,
    ALTER email SET STORAGE MAIN,
    ALTER invoice_email SET STORAGE MAIN,
    ALTER phone SET STORAGE MAIN,
    ALTER phone_e164 SET STORAGE MAIN,
    ALTER contact_name SET STORAGE MAIN,
    ALTER comment SET STORAGE MAIN,
    ALTER url SET STORAGE MAIN,
    ALTER label SET STORAGE MAIN,
    ALTER billing_missing SET STORAGE MAIN;
