-- add: give a customer an alias that nobody has; no row comes back when the company is
-- none, when the alias is taken, and when it is the id of another company.
INSERT INTO alias (app_id, company, value, label, created_at)
SELECT :app, c.id, :value, :label, :now
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}'
   AND NOT EXISTS (SELECT FROM company AS o
                    WHERE o.app_id = :app AND o.id = :value_as_id AND o.id <> :company)
    ON CONFLICT ON CONSTRAINT alias_taken DO NOTHING
RETURNING id, version, company, value, label, is_external_ref, created_at,
          (SELECT c.archived_at FROM company AS c
            WHERE c.app_id = :app AND c.id = :company) AS archived_at;

-- add_many: give a company aliases that nobody has. Their ids keep the order in which
-- they are given; they are added in their own, so that of two who want the same ones one
-- waits for the other.
INSERT INTO alias (app_id, id, company, value, created_at)
SELECT :app, v.id, :company, v.value, :now
  FROM (SELECT uuidv7() AS id, u.value FROM unnest(:values::text[]) AS u (value)) AS v
 ORDER BY v.value
RETURNING id;

-- count: how many aliases a company has, counted no further than asked.
SELECT count(*) AS count
  FROM (SELECT FROM alias AS a
         WHERE a.app_id = :app AND a.company = :company LIMIT :most) AS a;

-- find_holders: the companies that have some aliases, or are called so by their own id.
SELECT a.value, c.id, c.name
  FROM alias AS a
  JOIN company AS c ON c.app_id = :app AND c.id = a.company
 WHERE a.app_id = :app AND a.value = ANY (:values)
UNION
SELECT c.id::text, c.id, c.name
  FROM company AS c
 WHERE c.app_id = :app AND c.id = ANY (:ids);

-- page_on: the aliases made before one, newest first.
SELECT a.id, a.version, a.company, a.value, a.label, a.is_external_ref, a.created_at,
       c.archived_at
  FROM alias AS a
  JOIN company AS c ON c.app_id = :app AND c.id = a.company
 WHERE a.app_id = :app AND a.id < :edge
 ORDER BY a.id DESC
 LIMIT :most;

-- page_back: the aliases made after one, nearest first.
SELECT a.id, a.version, a.company, a.value, a.label, a.is_external_ref, a.created_at,
       c.archived_at
  FROM alias AS a
  JOIN company AS c ON c.app_id = :app AND c.id = a.company
 WHERE a.app_id = :app AND a.id > :edge
 ORDER BY a.id
 LIMIT :most;

-- find_by_value: the alias with a value.
SELECT a.id, a.version, a.company, a.value, a.label, a.is_external_ref, a.created_at,
       c.archived_at
  FROM alias AS a
  JOIN company AS c ON c.app_id = :app AND c.id = a.company
 WHERE a.app_id = :app AND a.value = :value;

-- of_company: the aliases of a customer, oldest first; one row without an alias when it
-- has none, and no row when there is no such customer.
SELECT a.id, a.version, c.id AS company, a.value, a.label, a.is_external_ref,
       a.created_at, c.archived_at
  FROM company AS c
  LEFT JOIN alias AS a ON a.app_id = :app AND a.company = c.id
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}'
 ORDER BY a.id;

-- lock_company: keep others from changing an alias's company meanwhile; companies are
-- locked before what belongs to them.
SELECT c.id
  FROM company AS c
 WHERE c.app_id = :app
   AND c.id = (SELECT a.company FROM alias AS a WHERE a.app_id = :app AND a.id = :id)
   FOR NO KEY UPDATE;

-- lock: find one alias, and keep others from changing it meanwhile.
SELECT a.id, a.version, a.company, a.value, a.label, a.is_external_ref, a.created_at,
       c.archived_at
  FROM alias AS a
  JOIN company AS c ON c.app_id = :app AND c.id = a.company
 WHERE a.app_id = :app AND a.id = :id
   FOR UPDATE OF a;

-- relabel: say what an alias is for.
UPDATE alias SET label = :label, version = version + 1
 WHERE app_id = :app AND id = :id
RETURNING version;

-- remove: delete an alias.
DELETE FROM alias WHERE app_id = :app AND id = :id RETURNING id;

-- remove_many: delete some aliases.
DELETE FROM alias WHERE app_id = :app AND id = ANY (:ids) RETURNING id;

-- touch_company: a company lost its external reference, which its document shows.
UPDATE company SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING id;
