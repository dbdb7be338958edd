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

-- rank: up to so many companies that a text matches, best first. First come those whose
-- name begins with it. Next the newest are walked through, if the caller says how many (who
-- has no signature of what is demanded for certain is passed by in the index); if none, the
-- rest is fetched by its terms, or by those of them (`narrow`) that are looked up quickly and
-- that few enough companies have; where there are several ways to match, by each of them: in
-- one demand the index would read all that any word has. A name in which the text stands as
-- it is (`as_words`) is as similar to it in its words as can be.
SELECT DISTINCT ON (r.score, r.company) r.company AS id, r.score,
       count(*) FILTER (WHERE NOT r.is_by_name) OVER () AS met
  FROM (SELECT f.company, f.is_by_name, (1000 * (similarity(f.name, :form)
                   + CASE WHEN strpos(' ' || f.name || ' ', :as_words) > 0 THEN 1
                          ELSE word_similarity(:form, f.name) END))::integer AS score
          FROM ((SELECT n.company, n.name, n.created_at, n.updated_at, n.terms,
                        true AS is_by_name
                   FROM company_search AS n
                  WHERE n.app_id = :app AND n.name >= :form AND n.name < :form_end
                  ORDER BY n.name, n.company LIMIT :named)
                UNION ALL
                (SELECT m.company, m.name, m.created_at, m.updated_at, m.terms, false
                   FROM (SELECT s.company, s.created_at,
                                (s.signature | (SELECT search_signature(:must))) = s.signature
                                AS may
                           FROM company_search AS s
                          WHERE s.app_id = :app
                          ORDER BY s.created_at DESC, s.company DESC LIMIT :steps) AS w
                  CROSS JOIN LATERAL (
                        SELECT s.company, s.name, s.created_at, s.updated_at, s.terms
                          FROM company_search AS s
                         WHERE s.app_id = :app AND s.created_at = w.created_at
                           AND s.company = w.company AND s.terms @@ :walked LIMIT 1) AS m
                  WHERE w.may
                UNION ALL
                SELECT o.company, o.name, o.created_at, o.updated_at, o.terms, false
                  FROM unnest(:narrow::text[]) AS y (way)
                 CROSS JOIN LATERAL (
                        SELECT s.company, s.name, s.created_at, s.updated_at, s.terms
                          FROM company_search AS s
                         WHERE s.terms @@ y.way::tsquery AND s.app_id IS NOT DISTINCT FROM :app
                           AND (s.terms @@ :wanted) IS TRUE
                           AND (s.created_at >= :created_from AND s.created_at < :created_to) IS TRUE
                           AND (s.updated_at >= :updated_from AND s.updated_at < :updated_to) IS TRUE
                         LIMIT :most) AS o
                 WHERE :steps = 0
                 LIMIT :most)) AS f
         WHERE f.terms @@ :filters
           AND f.created_at >= :created_from AND f.created_at < :created_to
           AND f.updated_at >= :updated_from AND f.updated_at < :updated_to) AS r
 ORDER BY r.score DESC, r.company;

-- read_found: companies by their ids, in their order; those that do not fit on the page come
-- without their document.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document
  FROM unnest(:ids::uuid[]) WITH ORDINALITY AS f (id, place)
  JOIN company AS c ON c.app_id = :app AND c.id = f.id
WINDOW fill AS (ORDER BY f.place ROWS UNBOUNDED PRECEDING)
 ORDER BY f.place;
