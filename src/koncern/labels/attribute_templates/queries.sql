-- add: make a template; no row comes back when its key is taken.
INSERT INTO attribute_template (app_id, key, name, type, fields, filterable, resources,
                                translatable, created_at, updated_at)
VALUES (:app, :key, :name, :type, :fields::jsonb, :filterable, :resources,
        :translatable, :now, :now)
    ON CONFLICT ON CONSTRAINT attribute_template_key_taken DO NOTHING
RETURNING id, version, key, name, type, fields, filterable, resources, translatable,
          created_at, updated_at;

-- add_several: make templates in one go; those whose keys are taken do not come back.
INSERT INTO attribute_template (app_id, id, key, name, type, fields, filterable, resources,
                                translatable, created_at, updated_at)
SELECT :app, t.id, t.key, t.name, t.type, t.fields, t.filterable, t.resources, t.translatable,
       :now, :now
  FROM jsonb_to_recordset(:templates::jsonb) AS t (
       id uuid, key text, name text, type text, fields jsonb, filterable boolean,
       resources text[], translatable boolean)
    ON CONFLICT ON CONSTRAINT attribute_template_key_taken DO NOTHING
RETURNING id, version, key, name, type, fields, filterable, resources, translatable,
          created_at, updated_at;

-- record_several: write down that templates were made.
-- It writes.
SELECT event_append(:app, 'attribute_template.created', (t ->> 'id')::uuid, :actor_kind,
                    :actor, :request_id, :now, NULL, t)
  FROM json_array_elements(:templates::json) AS t;

-- page_on: the templates behind an id, oldest first.
SELECT id, version, key, name, type, fields, filterable, resources, translatable,
       created_at, updated_at
  FROM attribute_template
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the templates before an id, nearest first.
SELECT id, version, key, name, type, fields, filterable, resources, translatable,
       created_at, updated_at
  FROM attribute_template
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- find: the templates that some keys name.
SELECT id, version, key, name, type, fields, filterable, resources, translatable,
       created_at, updated_at
  FROM attribute_template
 WHERE app_id = :app AND key = ANY (:keys);

-- hold: one template; others change it afterwards.
SELECT id, version, key, name, type, fields, filterable, resources, translatable,
       created_at, updated_at
  FROM attribute_template
 WHERE app_id = :app AND key = :key
   FOR UPDATE;

-- change: replace all of a template but its key.
UPDATE attribute_template
   SET name = :name, type = :type, fields = :fields::jsonb, filterable = :filterable,
       resources = :resources, translatable = :translatable, version = version + 1,
       updated_at = :now
 WHERE app_id = :app AND id = :id
RETURNING id, version, key, name, type, fields, filterable, resources, translatable,
          created_at, updated_at;

-- remove: delete a template; what was kept by it stays.
DELETE FROM attribute_template WHERE app_id = :app AND id = :id RETURNING id;
