-- Search: what companies are found by lies in narrow rows of their own, so that walking
-- through many, or fetching thousands to sort them, never reads the wide rows of
-- `company`. A registration leaves a note only; the rows are made of the notes, many at a
-- time, by whoever searches and by each worker all the time (docs/decisions/0020).

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- What a company is found and sorted by. `terms` holds all that can be asked for, one
-- text each: the app's code (so that an index entry is of one app, and other apps'
-- companies are passed by), a letter for what it is, and the value.
CREATE TABLE company_search (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    name text COLLATE "C" NOT NULL,
    terms tsvector NOT NULL,
    CONSTRAINT company_search_key PRIMARY KEY (app_id, created_at, company)
);
CREATE INDEX company_search_by_name ON company_search (app_id, name, company);
CREATE INDEX company_search_by_update ON company_search (app_id, updated_at, company);
-- New entries wait in a list until there are enough to be sorted in at once, which is
-- much cheaper; each search reads that list, so it is kept short.
CREATE INDEX company_search_by_term ON company_search USING gin (terms)
    WITH (gin_pending_list_limit = 256);

-- The words of companies' names and towns, once in each app (or twice, if two companies
-- brought one in at the same time: neither waits for the other). A word whose companies
-- were renamed stays: it finds nothing then.
CREATE TABLE search_word (
    app_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL,
    company uuid NOT NULL,
    CONSTRAINT search_word_key PRIMARY KEY (app_id, word, company)
);

-- The notes: companies that were added or changed, and cannot be found so yet.
CREATE TABLE search_due (
    app_id uuid NOT NULL,
    note bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company uuid NOT NULL,
    CONSTRAINT search_due_key PRIMARY KEY (app_id, note)
);
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_due (app_id, company) VALUES (NEW.app_id, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER search_note AFTER INSERT OR UPDATE ON company
    FOR EACH ROW EXECUTE FUNCTION search_note();
INSERT INTO search_due (app_id, company) SELECT app_id, id FROM company;

-- The few characters that tell apps apart in `terms` and `pieces`. Two apps might share
-- theirs, so every statement names its app besides.
CREATE FUNCTION search_code(app uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN right(app::text, 6);

-- A text as it is compared and sorted: no case, no accents, one blank between words.
-- Plain letters do not need the slow ways of Unicode.
CREATE FUNCTION search_form(given text) RETURNS text
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

-- A form's words. Scripts that leave no blanks between words are cut into pairs of
-- characters, so that a part of a name is found in them too; and no word is longer than
-- an index takes.
CREATE FUNCTION search_words(form text) RETURNS text[]
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

-- The pieces of a word: two words that differ in a letter or two share some of them.
-- Short words are cut into threes, long ones into fours, which fewer words share. Where
-- a mistake in the middle spoils every four, they still begin alike. A word that is asked
-- for has fewer pieces than are kept, as the one that is meant may be longer or shorter.
CREATE FUNCTION search_pieces(code text, word text, is_asked boolean) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY(
        SELECT code || substr('^' || word || '$', n, size)
          FROM (VALUES (3), (4)) AS s (size)
         CROSS JOIN generate_series(1, length(word) + 3 - size) AS n
         WHERE CASE WHEN size = 4 THEN length(word) >= CASE WHEN is_asked THEN 6 ELSE 4 END
                    WHEN n = 1 THEN length(word) <= CASE WHEN is_asked THEN 7 ELSE 9 END
                    ELSE length(word) <= CASE WHEN is_asked THEN 5 ELSE 7 END END);
CREATE INDEX search_word_by_piece ON search_word
    USING gin (search_pieces(search_code(app_id), word, false))
    WITH (gin_pending_list_limit = 256);

-- An id in fewer characters.
CREATE FUNCTION search_id(id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rtrim(encode(uuid_send(id), 'base64'), '=');

-- How a custom field is asked for: its key and value, in one piece of bounded length.
CREATE FUNCTION search_field(key text, value text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length(key) + octet_length(value) > 100
                THEN encode(sha256(convert_to(key || '=' || value, 'UTF8')), 'hex')
                ELSE key || '=' || value END;

-- A number without what people put between its digits and letters.
CREATE FUNCTION search_number(number text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN nullif(upper(regexp_replace(number, '[^[:alnum:]]+', '', 'g')), '');

-- An address with its domain first: so both are found by how they begin.
CREATE FUNCTION search_email(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1));

-- Make companies of an app findable as they are now.
CREATE FUNCTION search_put(p_app uuid, p_companies uuid[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    code constant text := search_code(p_app);
BEGIN
    WITH put AS (
    INSERT INTO company_search AS s (app_id, company, created_at, updated_at, name, terms)
    SELECT c.app_id, c.id, c.created_at, c.updated_at, left(f.form, 200),
           array_to_tsvector(array_remove(ARRAY[
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
           || ARRAY(SELECT code || 'w' || w FROM unnest(search_words(f.form)) AS w)
           || ARRAY(SELECT code || 'w' || w
                      FROM jsonb_array_elements(c.billing_address || c.shipping_address)
                           AS a,
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
                     LIMIT 1000))
      FROM company AS c CROSS JOIN LATERAL (
           SELECT search_form(c.name) AS form OFFSET 0) AS f
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
        ON CONFLICT ON CONSTRAINT company_search_key DO UPDATE
       SET updated_at = excluded.updated_at, name = excluded.name, terms = excluded.terms
     WHERE (s.updated_at, s.name, s.terms)
           IS DISTINCT FROM (excluded.updated_at, excluded.name, excluded.terms)
    RETURNING s.company, s.terms)
    -- Of their words those that are new; a number is not misspelled, it is another one.
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

-- Go by up to so many notes of an app, oldest first; return how many there were. One at
-- a time does it, so that no older state is written over a newer one: another waits, or
-- leaves it to the first.
CREATE FUNCTION search_catch_up(p_app uuid, p_most integer, p_waits boolean)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    key constant bigint := hashtextextended(p_app::text, 19);
    due uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM search_due AS d WHERE d.app_id = p_app) THEN
        RETURN 0;
    END IF;
    IF p_waits THEN
        PERFORM pg_advisory_xact_lock(key);
    ELSIF NOT pg_try_advisory_xact_lock(key) THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM search_due AS d
         WHERE d.app_id = p_app AND d.note IN (
               SELECT n.note FROM search_due AS n
                WHERE n.app_id = p_app ORDER BY n.note LIMIT p_most)
        RETURNING d.company)
    SELECT array_agg(g.company) INTO due FROM gone AS g;
    PERFORM search_put(p_app, due);
    RETURN coalesce(cardinality(due), 0);
END $$;
