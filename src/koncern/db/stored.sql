-- Folds the case of a text, in one way and with one order in every installation.
CREATE OR REPLACE FUNCTION caseless(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN casefold(value COLLATE pg_unicode_fast) COLLATE pg_unicode_fast;
