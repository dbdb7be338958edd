-- change: change the given fields of a company, or return what refuses the change.
-- It writes.
SELECT outcome, other, version, convert_to(document, 'UTF8') AS document
  FROM company_change(:app, :company, :now, :changes::jsonb, :actor_kind, :actor,
                      :request_id);

-- replace_labels: give a company that is locked exactly these labels of one kind.
-- It writes.
SELECT label_replace(:app, :kind, :company, :labels);

-- find_labels: the tags and groups that are named, by id or by short name.
SELECT 'tags' AS kind, t.id, t.key AS name FROM tag AS t
 WHERE t.app_id = :app AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_slugs))
UNION ALL
SELECT 'customer_groups', g.id, g.slug FROM customer_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:customer_group_ids) OR g.slug = ANY (:customer_group_slugs))
UNION ALL
SELECT 'store_groups', g.id, g.slug FROM store_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:store_group_ids) OR g.slug = ANY (:store_group_slugs));
