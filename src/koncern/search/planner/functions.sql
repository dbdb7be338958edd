-- Returns how many rows PostgreSQL expects for a condition on `company_search`. It only
-- plans the query, which takes a tenth of a millisecond.
CREATE OR REPLACE FUNCTION search_estimate(p_condition text) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM company_search AS s WHERE ' || p_condition
       INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;

-- Estimates how many companies an app has, how many were created or updated in a span
-- of time, and how many match each of several conditions. A span without limits is not
-- estimated.
CREATE OR REPLACE FUNCTION search_estimates(
    p_app uuid, p_demands text[],
    p_created_from timestamptz, p_created_to timestamptz,
    p_updated_from timestamptz, p_updated_to timestamptz,
    OUT every bigint, OUT created bigint, OUT updated bigint, OUT fitting bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    of_app constant text := format('s.app_id = %L', p_app);
    demand text;
BEGIN
    every := search_estimate(of_app);
    created := every;
    updated := every;
    IF p_created_from IS NOT NULL THEN
        created := search_estimate(format('%s AND s.created_at >= %L AND s.created_at < %L',
                                          of_app, p_created_from, p_created_to));
    END IF;
    IF p_updated_from IS NOT NULL THEN
        updated := search_estimate(format('%s AND s.updated_at >= %L AND s.updated_at < %L',
                                          of_app, p_updated_from, p_updated_to));
    END IF;
    fitting := '{}';
    FOREACH demand IN ARRAY p_demands LOOP
        fitting := fitting || least(every, search_estimate(
            format('s.terms @@ %L::tsquery', demand)));
    END LOOP;
END $$;
