-- Formats a time as both APIs print it. Its body depends on settings as far as
-- PostgreSQL knows, and only a STABLE function is inlined into the statement that calls
-- it.
CREATE OR REPLACE FUNCTION printed(moment timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

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
