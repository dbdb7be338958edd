-- A list is walked through in its order without reading who does not match: the indexes of its
-- orders hold a signature of what each company has (docs/decisions/0036).

-- Five bits of 256 for each of some terms, told by its hash. Who has all of some terms has all
-- bits of their signature, and few others do: a company with twenty terms has the bits of one
-- in three hundred that it does not have. (With fewer bits, those of a rare term may all be
-- bits of terms that everybody has.)
CREATE FUNCTION search_signature(terms text[]) RETURNS bit(256)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    signature bit(256) := repeat('0', 256);
    term text;
    hash bigint;
BEGIN
    FOREACH term IN ARRAY terms LOOP
        hash := hashtextextended(term, 0);
        signature := set_bit(set_bit(set_bit(set_bit(set_bit(signature,
            (hash & 255)::integer, 1), (hash >> 8 & 255)::integer, 1),
            (hash >> 16 & 255)::integer, 1), (hash >> 24 & 255)::integer, 1),
            (hash >> 32 & 255)::integer, 1);
    END LOOP;
    RETURN signature;
END $$;

ALTER TABLE company_search DROP CONSTRAINT company_search_key;
DROP INDEX company_search_by_update, company_search_by_name;
ALTER TABLE company_search ADD COLUMN signature bit(256) NOT NULL
    GENERATED ALWAYS AS (search_signature(tsvector_to_array(terms))) STORED;
ALTER TABLE company_search ADD CONSTRAINT company_search_key
    PRIMARY KEY (app_id, created_at, company) INCLUDE (updated_at, signature);
CREATE INDEX company_search_by_update
    ON company_search (app_id, updated_at, company) INCLUDE (created_at, signature);
CREATE INDEX company_search_by_name
    ON company_search (app_id, name, company) INCLUDE (created_at, updated_at, signature);
-- Which signatures there are is nothing to plan by. An index is read alone where the table
-- was vacuumed since: after each twentieth that is new, rather than each fifth.
ALTER TABLE company_search ALTER signature SET STATISTICS 0;
ALTER TABLE company_search SET (autovacuum_vacuum_insert_scale_factor = 0.05);
