-- The indexes of both times hold the other time as well: so what was added in a month is put
-- in the order of changing without reading any of it.
ALTER TABLE company_search DROP CONSTRAINT company_search_key;
ALTER TABLE company_search ADD CONSTRAINT company_search_key
    PRIMARY KEY (app_id, created_at, company) INCLUDE (updated_at);
DROP INDEX company_search_by_update;
CREATE INDEX company_search_by_update
    ON company_search (app_id, updated_at, company) INCLUDE (created_at);
