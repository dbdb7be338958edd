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
CREATE OR REPLACE FUNCTION forbid_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) -> 'app_id', to_jsonb(NEW) -> 'id')
       IS DISTINCT FROM (to_jsonb(OLD) -> 'app_id', to_jsonb(OLD) -> 'id') THEN
        RAISE EXCEPTION 'the key of a row is never changed';
    END IF;
    RETURN NEW;
END $$;

-- Returns the number of the advisory lock on something of an app. Each kind has a seed of
-- its own. p_key says which one, where an app has several.
CREATE OR REPLACE FUNCTION lock_number(p_app uuid, p_kind text, p_key text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    seed bigint;
BEGIN
    seed := CASE p_kind
        WHEN 'tree' THEN 4
        WHEN 'schedule' THEN 5
        WHEN 'ownership' THEN 1
        WHEN 'nesting' THEN 2
        WHEN 'search' THEN 19
        WHEN 'move_job' THEN 6
        WHEN 'member_job' THEN 27
    END;
    IF seed IS NULL THEN
        RAISE EXCEPTION 'there is no kind of lock "%"', p_kind;
    END IF;
    RETURN hashtextextended(p_app::text || p_key, seed);
END $$;

-- Locks something of an app until the transaction ends. The order, which prevents
-- deadlocks, is: rows of companies by id, labels and aliases, 'tree' (several by
-- lock_number), claimed numbers, 'schedule', rows of customer organizations, 'ownership',
-- 'nesting'. 'search' is taken by itself, 'move_job' and 'member_job' before all others.
CREATE OR REPLACE FUNCTION lock(p_app uuid, p_kind text, p_key text DEFAULT '') RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(lock_number(p_app, p_kind, p_key));
END $$;

-- Takes the same lock together with others who share it, and against those who do not.
CREATE OR REPLACE FUNCTION lock_shared(p_app uuid, p_kind text, p_key text DEFAULT '')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(lock_number(p_app, p_kind, p_key));
END $$;

-- Takes the same lock if nobody else has it, and tells whether it did.
CREATE OR REPLACE FUNCTION lock_try(p_app uuid, p_kind text, p_key text DEFAULT '')
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_try_advisory_xact_lock(lock_number(p_app, p_kind, p_key));
END $$;
