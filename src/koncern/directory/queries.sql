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
