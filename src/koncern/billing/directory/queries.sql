-- find: some of those who fit, in no order, with what they are sorted by.
SELECT id, name, property
  FROM company_find(
      :app, :company, caseless(:name), :text, caseless(:email), :label, :with_archived,
      :key, :most);

-- find_by_alias: the company that an alias stands for; its own id is one, too.
SELECT c.id
  FROM company AS c
 WHERE c.app_id = :app
   AND c.id = coalesce(
       (SELECT o.id FROM company AS o WHERE o.app_id = :app AND o.id = :alias_as_id),
       (SELECT a.company FROM alias AS a WHERE a.app_id = :app AND a.value = :alias));

-- count: how many there are, counted no further than asked.
SELECT company_count(:app, :with_archived, :most) AS total;

-- walk: those that fit beyond one in an order; last, where a long walk ended.
SELECT id, value, is_end
  FROM company_walk(
      :app, :order, :up, :edge_value, :edge, :key, :lacking, caseless(:name),
      caseless(:email), :label, :with_archived, :walked, :most);

-- property_keys: the keys of custom properties, in order; one look into the index each.
WITH RECURSIVE keys (key) AS (
    (SELECT p.key FROM custom_property AS p
      WHERE p.app_id = :app ORDER BY p.key LIMIT 1)
    UNION ALL
    SELECT (SELECT p.key FROM custom_property AS p
             WHERE p.app_id = :app AND p.key > k.key ORDER BY p.key LIMIT 1)
      FROM keys AS k WHERE k.key IS NOT NULL
)
SELECT key FROM keys WHERE key IS NOT NULL LIMIT :most;

-- read_listed: some companies as customers, in the order in which they are named, with the
-- ids of their organizations and how many members of each are printed. One that does not fit
-- on the page comes without custom fields. Without its organizations a customer is never
-- larger than its company's document and its integrations.
SELECT c.id, c.name, c.created_at, c.archived_at,
       invoice_address(c.billing_address)::text AS address, c.url, c.label,
       c.tax_status, s.size,
       CASE WHEN f.fits THEN c.integrations::text END AS integrations,
       CASE WHEN f.fits THEN c.custom_fields::text END AS custom_fields,
       o.customer_organizations, o.mosts
  FROM unnest(:companies::uuid[]) WITH ORDINALITY AS n (id, place)
  JOIN company AS c ON c.app_id = :app AND c.id = n.id
 CROSS JOIN LATERAL (
       SELECT octet_length(c.document) + octet_length(c.integrations::text)) AS s (size)
 CROSS JOIN LATERAL (
       SELECT s.size <= :page_bytes / cardinality(:companies::uuid[]) OR (
              SELECT sum(octet_length(b.document) + octet_length(b.integrations::text))
                         IN (s.size)
                     OR sum(octet_length(b.document) + octet_length(b.integrations::text))
                        <= :page_bytes
                FROM unnest(:companies::uuid[]) WITH ORDINALITY AS p (id, place)
                JOIN company AS b ON b.app_id = :app AND b.id = p.id
               WHERE p.place <= n.place AND b.billing_missing = '{}')) AS f (fits)
 CROSS JOIN LATERAL (
       SELECT array_agg(a.id ORDER BY a.id) AS customer_organizations,
              array_agg(a.most ORDER BY a.id) AS mosts
         FROM customer_organizations_around(
              :app, c.id, :customer_organizations, :members) AS a) AS o
 WHERE c.billing_missing = '{}'
 ORDER BY n.place;

-- print_organizations: some organizations, each with so many members, until a page is full.
SELECT p.place, convert_to(p.document, 'UTF8') AS document
  FROM customer_organizations_print(
       :app, :customer_organizations, :mosts, NULL, :page_bytes, :members_bytes) AS p;
