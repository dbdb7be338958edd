-- Returns the few characters that tell apps apart in `terms` and `pieces`. Two apps may
-- share them, so every statement also names its app.
CREATE OR REPLACE FUNCTION search_code(app uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN right(app::text, 6);

-- Returns hashes of a word's first seven letters with up to one or two of them deleted.
-- Two similar words have at least one of these hashes in common.
CREATE OR REPLACE FUNCTION search_deletions(code text, word text, most integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    begun constant text := left(word, 7);
    shorter text;
    remains integer[] := ARRAY[hashtext(code || begun)];
BEGIN
    FOR i IN 1 .. length(begun) LOOP
        shorter := left(begun, i - 1) || substr(begun, i + 1);
        remains := remains || hashtext(code || shorter);
        IF most = 2 THEN
            FOR j IN i .. length(shorter) LOOP
                remains := remains
                    || hashtext(code || left(shorter, j - 1) || substr(shorter, j + 1));
            END LOOP;
        END IF;
    END LOOP;
    RETURN remains;
END $$;

-- Returns a signature of some terms: five bits of 256 for each term. A company that has
-- all terms of a search has all bits of its signature, and few other companies do: a
-- company with twenty terms has the bits of one term in three hundred that it lacks.
CREATE OR REPLACE FUNCTION search_signature(terms text[]) RETURNS bit(256)
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
