-- Returns the companies that show a label, in the order in which they are locked: those
-- after p_after, or all if it is NULL, and no more than p_most.
CREATE OR REPLACE FUNCTION label_companies(
    p_app uuid, p_kind text, p_label uuid, p_after uuid, p_most integer
) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    companies uuid[];
BEGIN
    EXECUTE format('SELECT ARRAY(SELECT l.company FROM %I AS l
                                  WHERE l.app_id = $1 AND l.%I = $2 AND l.company > $3
                                  ORDER BY l.company LIMIT $4)',
                   'company_' || p_kind, p_kind)
       INTO companies
      USING p_app, p_label, coalesce(p_after, '00000000-0000-0000-0000-000000000000'),
            p_most;
    RETURN companies;
END $$;

-- Locks a label against every change.
CREATE OR REPLACE FUNCTION label_lock(p_app uuid, p_kind text, p_label uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT FROM %I WHERE app_id = $1 AND id = $2 FOR UPDATE', p_kind)
      USING p_app, p_label;
END $$;

-- Locks a label and every company that shows it, and returns those companies. If they
-- are more than p_most, it locks only the label and returns nothing.
CREATE OR REPLACE FUNCTION label_lock_companies(p_app uuid, p_kind text, p_label uuid, p_most integer)
RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    companies uuid[];
    missed uuid[];
BEGIN
    FOR attempt IN 1..20 LOOP
        BEGIN
            companies := label_companies(p_app, p_kind, p_label, NULL, p_most + 1);
            IF cardinality(companies) > p_most THEN
                PERFORM label_lock(p_app, p_kind, p_label);
                RETURN NULL;
            END IF;
            PERFORM FROM company AS c
              WHERE c.app_id = p_app AND c.id = ANY (companies)
              ORDER BY c.id FOR NO KEY UPDATE;
            PERFORM label_lock(p_app, p_kind, p_label);
            -- From here on nobody else gets the label. Who got it while we waited is
            -- held as well, but not waited for: that would be out of order.
            missed := ARRAY(
                SELECT unnest(label_companies(p_app, p_kind, p_label, NULL, NULL))
                EXCEPT SELECT unnest(companies));
            IF cardinality(missed) = (
                SELECT count(*) FROM (
                    SELECT FROM company AS c
                     WHERE c.app_id = p_app AND c.id = ANY (missed)
                       FOR NO KEY UPDATE SKIP LOCKED) AS held) THEN
                RETURN label_companies(p_app, p_kind, p_label, NULL, NULL);
            END IF;
            RAISE SQLSTATE 'KN001';  -- let everything go, and begin again
        EXCEPTION WHEN SQLSTATE 'KN001' THEN
            NULL;
        END;
    END LOOP;
    RAISE lock_not_available USING MESSAGE = 'the companies of a label change too fast';
END $$;

-- Renders companies with their labels as they are now.
CREATE OR REPLACE FUNCTION label_render(p_app uuid, p_companies uuid[], p_now timestamptz)
RETURNS void LANGUAGE sql AS $$
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
$$;

-- Takes a label off companies that the caller has locked, and returns those that had
-- it.
CREATE OR REPLACE FUNCTION label_take_off(
    p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json,
    p_now timestamptz, p_actor_kind text, p_actor text, p_request_id text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    old uuid[];
BEGIN
    EXECUTE format('WITH old AS (
                        DELETE FROM %I WHERE app_id = $1 AND company = ANY ($2)
                                         AND %I = $3
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM old',
                   'company_' || p_kind, p_kind)
       INTO old USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, old, p_now);
    PERFORM event_append(p_app, p_kind || '.company_removed', o, p_actor_kind, p_actor,
                         p_request_id, p_now, p_told, NULL)
       FROM unnest(old) AS o;
    RETURN old;
END $$;

-- Locks labels as a foreign key does: they cannot be deleted or changed before the
-- transaction ends.
CREATE OR REPLACE FUNCTION label_keep(p_app uuid, p_kind text, p_labels uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    kept integer;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE app_id = $1 AND id = ANY ($2)
                                          ORDER BY id FOR KEY SHARE) AS k', p_kind)
       INTO kept USING p_app, p_labels;
    IF kept < cardinality(p_labels) THEN
        RAISE foreign_key_violation USING
            CONSTRAINT = format('company_%s_known', p_kind),
            TABLE = 'company_' || p_kind, MESSAGE = 'a label is gone';
    END IF;
END $$;

-- Puts a label on companies that the caller has locked, and returns those that did not
-- have it.
CREATE OR REPLACE FUNCTION label_put_on(
    p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json,
    p_now timestamptz, p_actor_kind text, p_actor text, p_request_id text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    new uuid[];
BEGIN
    PERFORM label_keep(p_app, p_kind, ARRAY[p_label]);
    EXECUTE format('WITH new AS (
                        INSERT INTO %I (app_id, company, %I)
                        SELECT $1, unnest($2), $3 ON CONFLICT DO NOTHING
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM new',
                   'company_' || p_kind, p_kind)
       INTO new USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, new, p_now);
    PERFORM event_append(p_app, p_kind || '.company_added', n, p_actor_kind, p_actor,
                         p_request_id, p_now, NULL, p_told)
       FROM unnest(new) AS n;
    RETURN new;
END $$;

-- Gives a company that the caller has locked exactly these labels of one kind.
CREATE OR REPLACE FUNCTION label_replace(p_app uuid, p_kind text, p_company uuid, p_labels uuid[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM label_keep(p_app, p_kind, p_labels);
    EXECUTE format('DELETE FROM %I WHERE app_id = $1 AND company = $2 AND %I <> ALL ($3)',
                   'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
    EXECUTE format('INSERT INTO %I (app_id, company, %I) SELECT $1, $2, unnest($3)'
                   ' ON CONFLICT DO NOTHING', 'company_' || p_kind, p_kind)
      USING p_app, p_company, p_labels;
END $$;
