-- catch_up: make the companies of the oldest notes findable; return how many there were.
-- It writes.
SELECT search_catch_up(:app, :most, :waits) AS notes;

-- list_due_of_every_app: the apps that have notes, each found by one look into the index.
WITH RECURSIVE due (app_id) AS (
    (SELECT d.app_id FROM search_due AS d ORDER BY d.app_id LIMIT 1)
    UNION ALL
    SELECT (SELECT d.app_id FROM search_due AS d
             WHERE d.app_id > due.app_id ORDER BY d.app_id LIMIT 1)
      FROM due WHERE due.app_id IS NOT NULL)
SELECT due.app_id FROM due WHERE due.app_id IS NOT NULL;

-- find_words: what each piece of a text looks like as words, and which words of the
-- app's companies each of them could be meant for, nearest first: in a word of six letters
-- two may be wrong, in a shorter one a single one, or its letters may be in another order;
-- a word of two letters is taken as it is.
SELECT p.place, a.word, left(search_form(:text), 200) AS form, ARRAY(
           SELECT n.word
             FROM (SELECT DISTINCT k.word,
                          levenshtein_less_equal(k.word, a.word, 2) AS distance
                     FROM search_word AS k
                    WHERE search_deletions(search_code(k.app_id), k.word, 2)
                          && search_deletions(search_code(:app), a.word,
                                            CASE WHEN length(a.word) >= 6 THEN 2 ELSE 1 END)
                      AND k.app_id IS NOT DISTINCT FROM :app
                      AND levenshtein_less_equal(k.word, a.word, 2) <= 2
                      AND k.word <> a.word
                      AND length(a.word) >= 3) AS n
            WHERE n.distance = 1 OR length(a.word) >= 6
               OR ARRAY(SELECT unnest(string_to_array(n.word, NULL)) ORDER BY 1)
                    = ARRAY(SELECT unnest(string_to_array(a.word, NULL)) ORDER BY 1)
            ORDER BY n.distance, n.word LIMIT 8) AS similar
  FROM unnest(:pieces::text[]) WITH ORDINALITY AS p (piece, place)
 CROSS JOIN LATERAL unnest(search_words(search_form(p.piece)))
       WITH ORDINALITY AS a (word, position)
 ORDER BY p.place, a.position
 LIMIT :most;
