-- find: some of those who fit, in no order, with what they are sorted by.
SELECT id, name, property
  FROM company_find(
      :app, :company, caseless(:name), caseless(:email), :label, :with_archived, :key,
      :most);

-- find_by_alias: the company that an alias stands for; its own id is one, too.
SELECT c.id
  FROM company AS c
 WHERE c.app_id = :app
   AND c.id = coalesce(
       (SELECT o.id FROM company AS o WHERE o.app_id = :app AND o.id = :alias_as_id),
       (SELECT a.company FROM alias AS a WHERE a.app_id = :app AND a.value = :alias));

-- count: how many there are, counted no further than asked.
SELECT count(*) AS total
  FROM (SELECT FROM company AS c
         WHERE c.app_id = :app AND c.billable_since IS NOT NULL
           AND (num_nonnulls(c.archived_at) = 0
                OR :with_archived AND num_nonnulls(c.archived_at) = 1)
         LIMIT :most) AS c;

-- walk_by_id_up: the later made companies beyond one, of those that were walked past
-- those that fit; last, where the walk ended because it was long.
WITH walked AS MATERIALIZED (
    SELECT w.id, w.fits
      FROM (SELECT c.id, company_fits(c, caseless(:name), caseless(:email), :label)
                       AND is_without(c.custom_fields, :lacking) AS fits
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 0 AND c.id > :edge
            UNION ALL
            SELECT c.id, company_fits(c, caseless(:name), caseless(:email), :label)
                       AND is_without(c.custom_fields, :lacking)
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 1 AND c.id > :edge
               AND :with_archived) AS w
     ORDER BY w.id
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, NULL AS value, false AS is_end FROM found
UNION ALL
(SELECT w.id, NULL, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

-- walk_by_id_down: the earlier made companies beyond one, of those that were walked past
-- those that fit; last, where the walk ended because it was long.
WITH walked AS MATERIALIZED (
    SELECT w.id, w.fits
      FROM (SELECT c.id, company_fits(c, caseless(:name), caseless(:email), :label)
                       AND is_without(c.custom_fields, :lacking) AS fits
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 0 AND c.id < :edge
            UNION ALL
            SELECT c.id, company_fits(c, caseless(:name), caseless(:email), :label)
                       AND is_without(c.custom_fields, :lacking)
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 1 AND c.id < :edge
               AND :with_archived) AS w
     ORDER BY w.id DESC
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, NULL AS value, false AS is_end FROM found
UNION ALL
(SELECT w.id, NULL, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

-- walk_by_name_up: the same in the order of names, forwards.
WITH walked AS MATERIALIZED (
    SELECT w.id, w.value, w.fits
      FROM (SELECT c.id, caseless(c.name) AS value,
                   company_fits(c, caseless(:name), caseless(:email), :label) AS fits
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 0
               AND (caseless(c.name), c.id) > (:edge_value, :edge)
            UNION ALL
            SELECT c.id, caseless(c.name),
                   company_fits(c, caseless(:name), caseless(:email), :label)
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 1
               AND (caseless(c.name), c.id) > (:edge_value, :edge)
               AND :with_archived) AS w
     ORDER BY w.value, w.id
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id, w.value FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, value, false AS is_end FROM found
UNION ALL
(SELECT w.id, w.value, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

-- walk_by_name_down: the same in the order of names, backwards.
WITH walked AS MATERIALIZED (
    SELECT w.id, w.value, w.fits
      FROM (SELECT c.id, caseless(c.name) AS value,
                   company_fits(c, caseless(:name), caseless(:email), :label) AS fits
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 0
               AND (caseless(c.name), c.id) < (:edge_value, :edge)
            UNION ALL
            SELECT c.id, caseless(c.name),
                   company_fits(c, caseless(:name), caseless(:email), :label)
              FROM company AS c
             WHERE c.app_id = :app AND c.billable_since IS NOT NULL
               AND num_nonnulls(c.archived_at) = 1
               AND (caseless(c.name), c.id) < (:edge_value, :edge)
               AND :with_archived) AS w
     ORDER BY w.value DESC, w.id DESC
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id, w.value FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, value, false AS is_end FROM found
UNION ALL
(SELECT w.id, w.value, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

-- walk_by_property_up: the same in the order of a custom property, forwards.
WITH walked AS MATERIALIZED (
    SELECT w.company AS id, w.value,
           (SELECT company_fits(c, caseless(:name), caseless(:email), :label)
              FROM company AS c
             WHERE c.app_id = :app AND c.id = w.company) AS fits
      FROM (SELECT p.company, p.value
              FROM custom_property AS p
             WHERE p.app_id = :app AND p.key = :key AND p.is_archived = 0
               AND (p.value, p.company) > (:edge_value, :edge)
            UNION ALL
            SELECT p.company, p.value
              FROM custom_property AS p
             WHERE p.app_id = :app AND p.key = :key AND p.is_archived = 1
               AND (p.value, p.company) > (:edge_value, :edge)
               AND :with_archived) AS w
     ORDER BY w.value, w.company
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id, w.value FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, value, false AS is_end FROM found
UNION ALL
(SELECT w.id, w.value, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

-- walk_by_property_down: the same in the order of a custom property, backwards.
WITH walked AS MATERIALIZED (
    SELECT w.company AS id, w.value,
           (SELECT company_fits(c, caseless(:name), caseless(:email), :label)
              FROM company AS c
             WHERE c.app_id = :app AND c.id = w.company) AS fits
      FROM (SELECT p.company, p.value
              FROM custom_property AS p
             WHERE p.app_id = :app AND p.key = :key AND p.is_archived = 0
               AND (p.value, p.company) < (:edge_value, :edge)
            UNION ALL
            SELECT p.company, p.value
              FROM custom_property AS p
             WHERE p.app_id = :app AND p.key = :key AND p.is_archived = 1
               AND (p.value, p.company) < (:edge_value, :edge)
               AND :with_archived) AS w
     ORDER BY w.value DESC, w.company DESC
     LIMIT :walked
), found AS MATERIALIZED (SELECT w.id, w.value FROM walked AS w WHERE w.fits LIMIT :most)
SELECT id, value, false AS is_end FROM found
UNION ALL
(SELECT w.id, w.value, true FROM walked AS w
  WHERE (SELECT count(*) FROM found) < :most OFFSET :walked - 1);

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
