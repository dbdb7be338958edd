-- Notes that the search index must catch up with a company.
CREATE OR REPLACE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_due (app_id, company) VALUES (NEW.app_id, NEW.id);
    RETURN NULL;
END $$;

-- Normalizes a text for comparing and sorting: no case, no accents, one blank between
-- words. Plain ASCII takes a fast path without Unicode functions.
CREATE OR REPLACE FUNCTION search_form(given text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    form text := casefold(given COLLATE pg_unicode_fast);
BEGIN
    IF octet_length(form) > length(form) THEN
        form := unaccent(normalize(form, NFKC));
        IF octet_length(form) > length(form) THEN
            RETURN btrim(regexp_replace(
                form COLLATE pg_unicode_fast, '[^[:alnum:]]+', ' ', 'g'));
        END IF;
    END IF;
    RETURN btrim(regexp_replace(form COLLATE "C", '[^a-z0-9]+', ' ', 'g'));
END $$;

-- Splits a text in search form into words, each no longer than an index accepts.
-- Scripts without blanks between words are cut into pairs of characters, so that part
-- of a name is found too.
CREATE OR REPLACE FUNCTION search_words(form text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unspaced constant text :=
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]';
BEGIN
    IF octet_length(form) > 500 THEN
        form := regexp_replace(form, '([^ ]{50})[^ ]+', '\1', 'g');
    END IF;
    IF octet_length(form) = length(form) OR form !~ unspaced THEN
        RETURN string_to_array(nullif(form, ''), ' ');
    END IF;
    RETURN ARRAY(
        SELECT substr(p.piece, n, CASE WHEN p.piece ~ unspaced THEN 2 ELSE 50 END)
          FROM regexp_split_to_table(
                   regexp_replace(form, '(' || unspaced || '+)', ' \1 ', 'g'), ' +')
               WITH ORDINALITY AS p (piece, place)
         CROSS JOIN generate_series(1, CASE WHEN p.piece ~ unspaced
                                            THEN greatest(length(p.piece) - 1, 1)
                                            ELSE 1 END) AS n
         WHERE p.piece <> '' ORDER BY p.place, n);
END $$;

-- Writes an id in fewer characters.
CREATE OR REPLACE FUNCTION search_id(id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rtrim(encode(uuid_send(id), 'base64'), '=');

-- Returns the search term for a custom field: its key and value in one text of bounded
-- length.
CREATE OR REPLACE FUNCTION search_field(key text, value text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length(key) + octet_length(value) > 100
                THEN encode(sha256(convert_to(key || '=' || value, 'UTF8')), 'hex')
                ELSE key || '=' || value END;

-- Removes from a number what people write between its digits and letters.
CREATE OR REPLACE FUNCTION search_number(number text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN nullif(upper(regexp_replace(number, '[^[:alnum:]]+', '', 'g')), '');

-- Writes an email address with its domain first; both the domain and the whole address
-- are then found by a prefix.
CREATE OR REPLACE FUNCTION search_email(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1));

-- Returns the terms by which a company is found; p_form is the search form of its name.
CREATE OR REPLACE FUNCTION search_terms(p_app uuid, c company, p_form text) RETURNS tsvector
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    code constant text := search_code(p_app);
BEGIN
    RETURN array_to_tsvector(array_remove(ARRAY[
            code || 'c' || c.country, code || 's' || c.status,
            code || CASE WHEN c.archived_at IS NULL THEN 'l' ELSE 'a' END,
            code || coalesce('p' || search_id(c.parent), 'r'),
            code || 'n' || search_number(c.organisation_number),
            code || 'n' || c.organisation_number_claim,
            code || 'n' || search_number(c.tax_id_vat_number),
            code || 'n' || c.tax_id_vat_number_claim,
            code || 'e' || search_email(c.email),
            code || 'e' || search_email(c.invoice_email)], NULL)
        || ARRAY(SELECT code || 'e' || search_email(p ->> 'email')
                   FROM jsonb_array_elements(c.contacts) AS p
                  WHERE p ->> 'email' IS NOT NULL)
        || ARRAY(SELECT code || 'w' || w FROM unnest(search_words(p_form)) AS w)
        || ARRAY(SELECT code || 'w' || w
                   FROM jsonb_array_elements(c.billing_address || c.shipping_address) AS a,
                        unnest(search_words(search_form(a ->> 'city'))) AS w)
        || ARRAY(SELECT code || 't' || search_id(l.tag) FROM company_tag AS l
                  WHERE l.app_id = p_app AND l.company = c.id)
        || ARRAY(SELECT code || 'g' || search_id(l.customer_group)
                   FROM company_customer_group AS l
                  WHERE l.app_id = p_app AND l.company = c.id)
        || ARRAY(SELECT code || 'h' || search_id(l.store_group)
                   FROM company_store_group AS l
                  WHERE l.app_id = p_app AND l.company = c.id)
        || ARRAY(SELECT code || 'f' || search_field(v.key, v.value #>> '{}')
                   FROM jsonb_each(c.custom_fields) AS v
                  WHERE jsonb_typeof(v.value) IN ('string', 'number', 'boolean')
                  LIMIT 1000));
END $$;

-- Writes companies of an app to the search index as they are now. Of their words it adds
-- those that are new; a number is not misspelled, it is another one.
CREATE OR REPLACE FUNCTION search_put(p_app uuid, p_companies uuid[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    code constant text := search_code(p_app);
BEGIN
    WITH put AS (
    INSERT INTO company_search AS s (app_id, company, created_at, updated_at, name, terms)
    SELECT c.app_id, c.id, c.created_at, c.updated_at, left(f.form, 200),
           search_terms(p_app, c, f.form)
      FROM company AS c CROSS JOIN LATERAL (
           SELECT search_form(c.name) AS form OFFSET 0) AS f
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
        ON CONFLICT ON CONSTRAINT company_search_key DO UPDATE
       SET updated_at = excluded.updated_at, name = excluded.name, terms = excluded.terms
     WHERE (s.updated_at, s.name, s.terms)
           IS DISTINCT FROM (excluded.updated_at, excluded.name, excluded.terms)
    RETURNING s.company, s.terms)
    INSERT INTO search_word (app_id, word, company)
    SELECT p_app, w.word, w.company
      FROM (SELECT DISTINCT ON (t.lexeme) substr(t.lexeme, length(code) + 2) AS word,
                   put.company
              FROM put CROSS JOIN unnest(put.terms) AS t
             WHERE starts_with(t.lexeme, code || 'w')) AS w
     WHERE length(w.word) BETWEEN 3 AND 40 AND w.word !~ '\d'
       AND (SELECT 1 FROM search_word AS k
             WHERE k.app_id = p_app AND k.word = w.word LIMIT 1) IS NULL
        ON CONFLICT ON CONSTRAINT search_word_key DO NOTHING;
END $$;

-- Brings the search index of an app up to date with the companies that are noted. The
-- notes are read once for all of them.
CREATE OR REPLACE FUNCTION search_catch_up(p_app uuid, p_most integer, p_waits boolean)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    due uuid[];
BEGIN
    -- In order, for EXISTS would read other apps' notes until it finds one of this app.
    IF (SELECT d.note FROM search_due AS d
         WHERE d.app_id = p_app ORDER BY d.note LIMIT 1) IS NULL THEN
        RETURN 0;
    END IF;
    IF p_waits THEN
        PERFORM lock(p_app, 'search');
    ELSIF NOT lock_try(p_app, 'search') THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM search_due AS d
         WHERE d.app_id = p_app AND d.note <= (
               SELECT max(n.note) FROM (
                   SELECT o.note FROM search_due AS o
                    WHERE o.app_id = p_app ORDER BY o.note LIMIT p_most) AS n)
        RETURNING d.company)
    SELECT array_agg(g.company) INTO due FROM gone AS g;
    PERFORM search_put(p_app, due);
    RETURN coalesce(cardinality(due), 0);
END $$;

-- Turns part of a name, as it is written, into a pattern for names in search form. The
-- pattern finds a few too many names and never too few: it allows anything in place of
-- a sign that Unicode spells out in capitals, and where halfwidth kana or single Hangul
-- letters join with the next character.
CREATE OR REPLACE FUNCTION search_pattern(p_text text, p_is_anywhere boolean) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    folded constant text := caseless(p_text);
    form text := search_form(p_text);
BEGIN
    IF octet_length(folded) > length(folded) THEN
        IF folded ~ '[\u1100-\u11ff\uff66-\uff9f]$' THEN
            form := left(form, -1);
        END IF;
        IF unaccent(normalize(folded, NFKC)) COLLATE "C" ~ '[A-Z]' THEN
            form := '%' || replace(form, ' ', '%');
        END IF;
    END IF;
    RETURN CASE WHEN p_is_anywhere THEN '%' ELSE '' END || form || '%';
END $$;

-- Lists the companies that may have a name, and a term: those that the index says, those
-- whose name it cuts, and those whose changes it does not have yet. The caller checks each.
-- PostgreSQL inlines it, so the indexes of both are used.
CREATE OR REPLACE FUNCTION search_candidates(p_app uuid, p_pattern text, p_term tsquery)
RETURNS TABLE (company uuid) LANGUAGE sql STABLE AS $$
    SELECT s.company FROM company_search AS s
     WHERE s.app_id = p_app AND (p_pattern IS NULL OR s.name LIKE p_pattern)
       AND (p_term IS NULL OR s.terms @@ p_term)
       AND s.company NOT IN (SELECT d.company FROM search_due AS d WHERE d.app_id = p_app)
    UNION ALL
    SELECT s.company FROM company_search AS s
     WHERE s.app_id = p_app AND length(s.name) = 200 AND s.name NOT LIKE p_pattern
       AND s.company NOT IN (SELECT d.company FROM search_due AS d WHERE d.app_id = p_app)
    UNION ALL
    SELECT DISTINCT d.company FROM search_due AS d WHERE d.app_id = p_app
$$;
