-- lock_app: let nobody else declare or withdraw fields of this app meanwhile.
SELECT a.app_id FROM app AS a WHERE a.app_id = :app FOR NO KEY UPDATE;

-- list_fields: the fields that flow down in this app, by name.
SELECT f.field, f.created_at FROM inherited_field AS f WHERE f.app_id = :app
 ORDER BY f.field;

-- add_field: let a field flow down.
INSERT INTO inherited_field (app_id, field, created_at) VALUES (:app, :field, :now)
RETURNING field, created_at;

-- remove_field: let a field flow down no longer; what companies say of it is kept.
DELETE FROM inherited_field WHERE app_id = :app AND field = :field RETURNING field;

-- read: how it stands with every field that flows down, for a company whose place the user
-- sees (nobody named: every one), today or at a time; one row without a field if none
-- flows down.
SELECT w.path IS NOT NULL AS is_there, r.field, r.state, r.value::text AS value,
       r.source,
       CASE WHEN :user::uuid IS NULL OR place_is_seen(:app, :user, r.source)
            THEN s.name END AS source_name
  FROM company AS c
 CROSS JOIN LATERAL (SELECT tree_path_at(:app, c.id, :as_of) AS path OFFSET 0) AS w
  LEFT JOIN LATERAL setting_resolved(:app, w.path) AS r ON true
  LEFT JOIN company AS s ON s.app_id = :app AND s.id = r.source
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id))
 ORDER BY r.field;

-- find_kept: what is kept here of a company's field; the company is locked.
SELECT s.value::text AS value FROM setting AS s
 WHERE s.app_id = :app AND s.company = :company AND s.field = :field;

-- put: keep what a company sets of a field beside its row.
INSERT INTO setting (app_id, company, field, value, updated_at)
VALUES (:app, :company, :field, :value::jsonb, :now)
    ON CONFLICT ON CONSTRAINT setting_key
    DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at
RETURNING field;

-- remove: delete what is kept of a company's field.
DELETE FROM setting
 WHERE app_id = :app AND company = :company AND field = :field
RETURNING field;

-- touch_company: a company changed, though not its row.
UPDATE company SET version = version + 1, updated_at = :now
 WHERE app_id = :app AND id = :company
RETURNING version;

-- read_move: how it stands with every field for a company where it stands, and how it
-- would under another parent (nobody named: at the top), today or at a time.
SELECT w.is_after, r.field, r.state, r.value::text AS value, r.source,
       s.name AS source_name
  FROM (SELECT false AS is_after, tree_path_at(:app, :company, :since) AS path
        UNION ALL
        SELECT true, tree_path_at(:app, :parent, :since) || :company::uuid) AS w
 CROSS JOIN LATERAL setting_resolved(:app, w.path) AS r
  LEFT JOIN company AS s ON s.app_id = :app AND s.id = r.source
 ORDER BY r.field;

-- count_heirs: how many companies below one inherit each of some fields through it. Those
-- who say something are passed by, with all below them; and it ends when so many were
-- looked at. Who stands right below is found first (OFFSET 0): only they are asked.
SELECT f.field, n.count, n.has_more
  FROM unnest(:fields::text[]) AS f (field)
 CROSS JOIN LATERAL (
        WITH RECURSIVE heir (company, says) AS (
            SELECT :company::uuid, false
            UNION ALL
            SELECT p.company, EXISTS (SELECT FROM setting_said(:app, p.company) AS s
                                       WHERE s.field = f.field)
              FROM heir AS h
             CROSS JOIN LATERAL (
                    SELECT p.company FROM placement AS p
                     WHERE p.app_id = :app AND p.hierarchy = 'main'
                       AND p.parent = h.company
                       AND (p.valid @> coalesce(:since::timestamptz,
                                                statement_timestamp())) IS TRUE
                    OFFSET 0) AS p
             WHERE NOT h.says
        )
        SELECT count(*) FILTER (WHERE NOT seen.says) - 1 AS count,
               count(*) > :most::integer AS has_more
          FROM (SELECT h.says FROM heir AS h LIMIT :most::integer + 1) AS seen) AS n;
