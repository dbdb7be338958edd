-- find_named: the labels and companies that the filters name, by their ids or names.
SELECT 'tag' AS kind, t.id, t.key AS name FROM tag AS t
 WHERE t.app_id = :app AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_names))
UNION ALL
SELECT 'customer_group', g.id, g.slug FROM customer_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:customer_group_ids) OR g.slug = ANY (:customer_group_names))
UNION ALL
SELECT 'store_group', g.id, g.slug FROM store_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:store_group_ids) OR g.slug = ANY (:store_group_names))
UNION ALL
SELECT 'parent', c.id, '' FROM company AS c
 WHERE c.app_id = :app AND c.id = ANY (:parent_ids);

-- page_by_created_on: what matches among the next so many companies as they were added, forwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.created_at, n.company) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.created_at, s.company) > (:edge_time, :edge)
                   AND s.created_at >= :created_from AND s.created_at < :created_to
                 ORDER BY s.created_at, s.company LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.created_at, w.company
 LIMIT :most;

-- page_by_created_back: what matches among the next so many companies as they were added, backwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.created_at DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.created_at, s.company) < (:edge_time, :edge)
                   AND s.created_at >= :created_from AND s.created_at < :created_to
                 ORDER BY s.created_at DESC, s.company DESC LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.created_at DESC, w.company DESC
 LIMIT :most;

-- page_by_updated_on: what matches among the next so many companies as they were changed, forwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.updated_at, n.company) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.created_at >= :created_from AND s.created_at < :created_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.updated_at, s.company) > (:edge_time, :edge)
                   AND s.updated_at >= :updated_from AND s.updated_at < :updated_to
                 ORDER BY s.updated_at, s.company LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.updated_at, w.company
 LIMIT :most;

-- page_by_updated_back: what matches among the next so many companies as they were changed, backwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.updated_at DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.created_at >= :created_from AND s.created_at < :created_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.updated_at, s.company) < (:edge_time, :edge)
                   AND s.updated_at >= :updated_from AND s.updated_at < :updated_to
                 ORDER BY s.updated_at DESC, s.company DESC LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.updated_at DESC, w.company DESC
 LIMIT :most;

-- page_by_name_on: what matches among the next so many companies by name, forwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.name, n.company) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.created_at >= :created_from AND s.created_at < :created_to
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.name, s.company) > (:edge_name, :edge)
                 ORDER BY s.name, s.company LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.name, w.company
 LIMIT :most;

-- page_by_name_back: what matches among the next so many companies by name, backwards.
SELECT c.id, c.version, c.document, w.name, w.created_at, w.updated_at, w.place, w.matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.name DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       s.terms @@ :wanted
                       AND s.created_at >= :created_from AND s.created_at < :created_to
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS matches
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.name, s.company) < (:edge_name, :edge)
                 ORDER BY s.name DESC, s.company DESC LIMIT :steps) AS n) AS w
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE w.matches OR w.place = :steps
 ORDER BY w.name DESC, w.company DESC
 LIMIT :most;

-- find_on: what matches, wherever it is, forwards. It is fetched by what fewest
-- companies have, as the caller knows: terms, or a time of adding or of changing. What
-- is to be true (IS TRUE) is not looked up in an index of its own, which might hold all.
WITH found AS MATERIALIZED (
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'terms' AND s.terms @@ :wanted AND s.app_id IS NOT DISTINCT FROM :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'created' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND s.created_at >= :created_from AND s.created_at < :created_to
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'updated' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to),
sorted AS (
    SELECT f.*, CASE :sort::text WHEN 'name' THEN f.name ELSE :edge_name END AS by_name,
           CASE :sort::text WHEN 'created' THEN f.created_at
                            WHEN 'updated' THEN f.updated_at
                            ELSE :edge_time END AS by_time
      FROM found AS f),
page AS (
    SELECT p.* FROM sorted AS p
     WHERE (p.by_name, p.by_time, p.company) > (:edge_name, :edge_time, :edge)
     ORDER BY p.by_name, p.by_time, p.company LIMIT :most)
SELECT c.id, c.version, c.document, p.name, p.created_at, p.updated_at
  FROM page AS p JOIN company AS c ON c.app_id = :app AND c.id = p.company
 ORDER BY p.by_name, p.by_time, p.company;

-- find_back: what matches, wherever it is, backwards. It is fetched by what fewest
-- companies have, as the caller knows: terms, or a time of adding or of changing. What
-- is to be true (IS TRUE) is not looked up in an index of its own, which might hold all.
WITH found AS MATERIALIZED (
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'terms' AND s.terms @@ :wanted AND s.app_id IS NOT DISTINCT FROM :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'created' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND s.created_at >= :created_from AND s.created_at < :created_to
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT s.company, s.name, s.created_at, s.updated_at
      FROM company_search AS s
     WHERE :by::text = 'updated' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to),
sorted AS (
    SELECT f.*, CASE :sort::text WHEN 'name' THEN f.name ELSE :edge_name END AS by_name,
           CASE :sort::text WHEN 'created' THEN f.created_at
                            WHEN 'updated' THEN f.updated_at
                            ELSE :edge_time END AS by_time
      FROM found AS f),
page AS (
    SELECT p.* FROM sorted AS p
     WHERE (p.by_name, p.by_time, p.company) < (:edge_name, :edge_time, :edge)
     ORDER BY p.by_name DESC, p.by_time DESC, p.company DESC LIMIT :most)
SELECT c.id, c.version, c.document, p.name, p.created_at, p.updated_at
  FROM page AS p JOIN company AS c ON c.app_id = :app AND c.id = p.company
 ORDER BY p.by_name DESC, p.by_time DESC, p.company DESC;

-- count_span: how many were added, or changed, in the span that is asked for, up to a bound.
SELECT (SELECT count(*) FROM (
            SELECT FROM company_search AS s
             WHERE s.app_id = :app AND s.created_at >= :created_from
               AND s.created_at < :created_to LIMIT :bound) AS a) AS created,
       (SELECT count(*) FROM (
            SELECT FROM company_search AS s
             WHERE s.app_id = :app AND s.updated_at >= :updated_from
               AND s.updated_at < :updated_to LIMIT :bound) AS a) AS updated;

-- count_near: how many there are among the first so many companies, and of them what
-- matches.
SELECT count(*) AS seen, count(*) FILTER (
           WHERE w.terms @@ :wanted
             AND w.updated_at >= :updated_from AND w.updated_at < :updated_to) AS matched
  FROM (SELECT s.terms, s.updated_at
          FROM company_search AS s
         WHERE s.app_id = :app
           AND s.created_at >= :created_from AND s.created_at < :created_to
         ORDER BY s.created_at, s.company LIMIT :steps) AS w;

-- count_far: how many match wherever they are, up to a bound.
SELECT count(*) AS matched FROM (
    SELECT FROM company_search AS s
     WHERE :by::text = 'terms' AND s.terms @@ :wanted AND s.app_id IS NOT DISTINCT FROM :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT FROM company_search AS s
     WHERE :by::text = 'created' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND s.created_at >= :created_from AND s.created_at < :created_to
       AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
    UNION ALL
    SELECT FROM company_search AS s
     WHERE :by::text = 'updated' AND (s.terms @@ :wanted) IS TRUE AND s.app_id = :app
       AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to
     LIMIT :bound) AS found;

-- rank: up to so many companies that a text matches, best first. First come those whose
-- name begins with it. The newest are walked through next, as a common word is in many of
-- them; only if they are too few, all that match are fetched by their terms.
SELECT DISTINCT ON (r.score, r.company) r.company AS id, r.score
  FROM (SELECT f.company, (1000 * (similarity(f.name, :form)
                                   + word_similarity(:form, f.name)))::integer AS score
          FROM ((SELECT n.company, n.name, n.created_at, n.updated_at, n.terms
                   FROM company_search AS n
                  WHERE n.app_id = :app AND n.name >= :form AND n.name < :form_end
                  ORDER BY n.name, n.company LIMIT :named)
                UNION ALL
                (SELECT w.company, w.name, w.created_at, w.updated_at, w.terms
                   FROM (SELECT s.company, s.name, s.created_at, s.updated_at, s.terms
                           FROM company_search AS s
                          WHERE s.app_id = :app
                          ORDER BY s.created_at DESC, s.company DESC LIMIT :steps) AS w
                  WHERE w.terms @@ :wanted
                UNION ALL
                SELECT s.company, s.name, s.created_at, s.updated_at, s.terms
                  FROM company_search AS s
                 WHERE s.terms @@ :wanted AND s.app_id IS NOT DISTINCT FROM :app
                   AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
                   AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
                 LIMIT :most)) AS f
         WHERE f.terms @@ :filters
           AND f.created_at >= :created_from AND f.created_at < :created_to
           AND f.updated_at >= :updated_from AND f.updated_at < :updated_to) AS r
 ORDER BY r.score DESC, r.company;

-- read_found: companies by their ids.
SELECT c.id, c.version, c.document
  FROM company AS c
 WHERE c.app_id = :app AND c.id = ANY (:ids);
