-- Folds the case of a text, in one way and with one order in every installation.
CREATE OR REPLACE FUNCTION caseless(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN casefold(value COLLATE pg_unicode_fast) COLLATE pg_unicode_fast;

-- Formats a time as both APIs print it. Its body depends on settings as far as
-- PostgreSQL knows, and only a STABLE function is inlined into the statement that calls
-- it.
CREATE OR REPLACE FUNCTION printed(moment timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Refuses to delete a row that others refer to. The arguments of the trigger are the
-- key column, and then for each reference its name, its table and the column that
-- refers.
CREATE OR REPLACE FUNCTION referred_to_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_referred_to boolean;
BEGIN
    FOR place IN 1 .. TG_NARGS - 1 BY 3 LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM gone AS g JOIN %I AS r'
                       ' ON r.app_id = g.app_id AND r.%I = g.%I)',
                       TG_ARGV[place + 1], TG_ARGV[place + 2], TG_ARGV[0])
           INTO is_referred_to;
        IF is_referred_to THEN
            RAISE foreign_key_violation USING
                CONSTRAINT = TG_ARGV[place], TABLE = TG_ARGV[place + 1],
                MESSAGE = format('what "%s" refers to is deleted', TG_ARGV[place]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Refuses to change the primary key of a row.
CREATE OR REPLACE FUNCTION key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) -> 'app_id', to_jsonb(NEW) -> 'id')
       IS DISTINCT FROM (to_jsonb(OLD) -> 'app_id', to_jsonb(OLD) -> 'id') THEN
        RAISE EXCEPTION 'the key of a row is never changed';
    END IF;
    RETURN NEW;
END $$;
