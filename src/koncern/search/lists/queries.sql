-- page_by_created_on: what matches among the next so many companies as they were added, forwards.
-- This and the next five go through an index alone, and read whom its signature lets through:
-- who has all terms that are demanded for certain (`must`), and a few others. A company that
-- does not fit on the page comes without its document.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.created_at, n.company) AS place
          FROM (SELECT s.company, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.created_at, s.company) > (:edge_time, :edge)
                   AND s.created_at >= :created_from AND s.created_at < :created_to
                 ORDER BY s.created_at, s.company LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.created_at, w.company ROWS UNBOUNDED PRECEDING)
 ORDER BY w.created_at, w.company
 LIMIT :most;

-- page_by_created_back: what matches among the next so many companies as they were added, backwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.created_at DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.created_at, s.company) < (:edge_time, :edge)
                   AND s.created_at >= :created_from AND s.created_at < :created_to
                 ORDER BY s.created_at DESC, s.company DESC LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.created_at DESC, w.company DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY w.created_at DESC, w.company DESC
 LIMIT :most;

-- page_by_updated_on: what matches among the next so many companies as they were changed, forwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.updated_at, n.company) AS place
          FROM (SELECT s.company, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.created_at >= :created_from AND s.created_at < :created_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.updated_at, s.company) > (:edge_time, :edge)
                   AND s.updated_at >= :updated_from AND s.updated_at < :updated_to
                 ORDER BY s.updated_at, s.company LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.updated_at, w.company ROWS UNBOUNDED PRECEDING)
 ORDER BY w.updated_at, w.company
 LIMIT :most;

-- page_by_updated_back: what matches among the next so many companies as they were changed, backwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.updated_at DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.created_at >= :created_from AND s.created_at < :created_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.updated_at, s.company) < (:edge_time, :edge)
                   AND s.updated_at >= :updated_from AND s.updated_at < :updated_to
                 ORDER BY s.updated_at DESC, s.company DESC LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.updated_at DESC, w.company DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY w.updated_at DESC, w.company DESC
 LIMIT :most;

-- page_by_name_on: what matches among the next so many companies by name, forwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       w.name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.name, n.company) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.created_at >= :created_from AND s.created_at < :created_to
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.name, s.company) > (:edge_name, :edge)
                 ORDER BY s.name, s.company LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.name, w.company ROWS UNBOUNDED PRECEDING)
 ORDER BY w.name, w.company
 LIMIT :most;

-- page_by_name_back: what matches among the next so many companies by name, backwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       w.name, w.created_at, w.updated_at, w.place, m.company IS NOT NULL AS matches
  FROM (SELECT n.*, row_number() OVER (ORDER BY n.name DESC, n.company DESC) AS place
          FROM (SELECT s.company, s.name, s.created_at, s.updated_at,
                       (s.signature | (SELECT search_signature(:must))) = s.signature
                       AND s.created_at >= :created_from AND s.created_at < :created_to
                       AND s.updated_at >= :updated_from AND s.updated_at < :updated_to AS may
                  FROM company_search AS s
                 WHERE s.app_id = :app AND (s.name, s.company) < (:edge_name, :edge)
                 ORDER BY s.name DESC, s.company DESC LIMIT :steps) AS n) AS w
  LEFT JOIN LATERAL (
       SELECT m.company FROM company_search AS m
        WHERE w.may AND m.app_id = :app AND m.created_at = w.created_at
          AND m.company = w.company AND m.terms @@ :wanted LIMIT 1) AS m ON true
  JOIN company AS c ON c.app_id = :app AND c.id = w.company
 WHERE (w.may OR w.place = :steps) AND (m.company IS NOT NULL OR w.place = :steps)
WINDOW fill AS (ORDER BY w.name DESC, w.company DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY w.name DESC, w.company DESC
 LIMIT :most;

-- find_on: what matches behind an edge, wherever it is, forwards, with how much that is,
-- up to a bound. It is fetched by what fewest companies have, as the caller guesses: terms,
-- or a time of adding or of changing. What is to be true (IS TRUE) is not looked up in an
-- index of its own, which might hold all.
WITH found AS MATERIALIZED (
    SELECT f.*, k.by_name, k.by_time
      FROM (SELECT s.company, s.name, s.created_at, s.updated_at
              FROM company_search AS s
             WHERE :by::text = 'terms' AND s.terms @@ :wanted
               AND s.app_id IS NOT DISTINCT FROM :app
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
               AND s.updated_at >= :updated_from AND s.updated_at < :updated_to) AS f
     CROSS JOIN LATERAL (
           SELECT CASE :sort::text WHEN 'name' THEN f.name ELSE :edge_name END AS by_name,
                  CASE :sort::text WHEN 'created' THEN f.created_at
                                   WHEN 'updated' THEN f.updated_at
                                   ELSE :edge_time END AS by_time) AS k
     WHERE (k.by_name, k.by_time, f.company) > (:edge_name, :edge_time, :edge)
     LIMIT :bound),
page AS (
    SELECT f.* FROM found AS f
     ORDER BY f.by_name, f.by_time, f.company LIMIT :most)
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       p.name, p.created_at, p.updated_at,
       (SELECT count(*) FROM found) AS fetched
  FROM page AS p JOIN company AS c ON c.app_id = :app AND c.id = p.company
WINDOW fill AS (ORDER BY p.by_name, p.by_time, p.company ROWS UNBOUNDED PRECEDING)
 ORDER BY p.by_name, p.by_time, p.company;

-- find_back: what matches before an edge, in the same way, backwards.
WITH found AS MATERIALIZED (
    SELECT f.*, k.by_name, k.by_time
      FROM (SELECT s.company, s.name, s.created_at, s.updated_at
              FROM company_search AS s
             WHERE :by::text = 'terms' AND s.terms @@ :wanted
               AND s.app_id IS NOT DISTINCT FROM :app
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
               AND s.updated_at >= :updated_from AND s.updated_at < :updated_to) AS f
     CROSS JOIN LATERAL (
           SELECT CASE :sort::text WHEN 'name' THEN f.name ELSE :edge_name END AS by_name,
                  CASE :sort::text WHEN 'created' THEN f.created_at
                                   WHEN 'updated' THEN f.updated_at
                                   ELSE :edge_time END AS by_time) AS k
     WHERE (k.by_name, k.by_time, f.company) < (:edge_name, :edge_time, :edge)
     LIMIT :bound),
page AS (
    SELECT f.* FROM found AS f
     ORDER BY f.by_name DESC, f.by_time DESC, f.company DESC LIMIT :most)
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       p.name, p.created_at, p.updated_at,
       (SELECT count(*) FROM found) AS fetched
  FROM page AS p JOIN company AS c ON c.app_id = :app AND c.id = p.company
WINDOW fill AS (ORDER BY p.by_name DESC, p.by_time DESC, p.company DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY p.by_name DESC, p.by_time DESC, p.company DESC;

-- span_on: what was added, or changed, in a span of time, in the order of the other time,
-- behind an edge, forwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, p.created_at, p.updated_at
  FROM (SELECT n.*
          FROM search_span(:app, :by, :created_from, :created_to,
                           :updated_from, :updated_to) AS n
         WHERE (n.by_time, n.company) > (:edge_time, :edge)
         ORDER BY n.by_time, n.company LIMIT :most) AS p
  JOIN company AS c ON c.app_id = :app AND c.id = p.company
WINDOW fill AS (ORDER BY p.by_time, p.company ROWS UNBOUNDED PRECEDING)
 ORDER BY p.by_time, p.company;

-- span_back: what was added, or changed, in a span of time, in the order of the other time,
-- behind an edge, backwards.
SELECT c.id, c.version,
       CASE WHEN sum(octet_length(c.document)) OVER fill <= :page_bytes
                 OR row_number() OVER fill = 1
            THEN convert_to(c.document, 'UTF8') END AS document,
       '' AS name, p.created_at, p.updated_at
  FROM (SELECT n.*
          FROM search_span(:app, :by, :created_from, :created_to,
                           :updated_from, :updated_to) AS n
         WHERE (n.by_time, n.company) < (:edge_time, :edge)
         ORDER BY n.by_time DESC, n.company DESC LIMIT :most) AS p
  JOIN company AS c ON c.app_id = :app AND c.id = p.company
WINDOW fill AS (ORDER BY p.by_time DESC, p.company DESC ROWS UNBOUNDED PRECEDING)
 ORDER BY p.by_time DESC, p.company DESC;

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
