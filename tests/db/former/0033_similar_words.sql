-- Similar words are found by what is left of them without some letters. The pieces that they
-- share (0024) named thousands of words for each that were similar, and not even all of these.
DROP INDEX search_word_by_piece;
DROP FUNCTION search_pieces(text, text, boolean);

-- What is left of a word's first seven letters without up to one or two of them, as hashes.
-- Words in which so many letters differ, are missing or too much have one of these in common:
-- each without its own.
CREATE FUNCTION search_remains(code text, word text, most integer) RETURNS integer[]
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
CREATE INDEX search_word_by_remains ON search_word
    USING gin (search_remains(search_code(app_id), word, 2))
    WITH (gin_pending_list_limit = 256);
