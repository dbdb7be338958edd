-- change: change what is given of a company, or tell what stands against it; its aliases
-- are for their own package.
-- It writes.
SELECT outcome, other, version, convert_to(document, 'UTF8') AS document
  FROM company_change(
      :app, :company, :now, :changes::jsonb, :tags, :customer_groups, :store_groups,
      NULL, :gives_external_ref, :external_ref, :actor_kind, :actor, :request_id);

-- find_labels: the tags and groups that are meant, by id or by short name.
SELECT ARRAY(SELECT t.id FROM tag AS t WHERE t.app_id = :app
                AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_slugs))
              ORDER BY t.key) AS tags,
       ARRAY(SELECT t.key FROM tag AS t WHERE t.app_id = :app
                AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_slugs))
              ORDER BY t.key) AS tag_slugs,
       ARRAY(SELECT g.id FROM customer_group AS g WHERE g.app_id = :app
                AND (g.id = ANY (:customer_group_ids)
                     OR g.slug = ANY (:customer_group_slugs))
              ORDER BY g.slug) AS customer_groups,
       ARRAY(SELECT g.slug FROM customer_group AS g WHERE g.app_id = :app
                AND (g.id = ANY (:customer_group_ids)
                     OR g.slug = ANY (:customer_group_slugs))
              ORDER BY g.slug) AS customer_group_slugs,
       ARRAY(SELECT g.id FROM store_group AS g WHERE g.app_id = :app
                AND (g.id = ANY (:store_group_ids) OR g.slug = ANY (:store_group_slugs))
              ORDER BY g.slug) AS store_groups,
       ARRAY(SELECT g.slug FROM store_group AS g WHERE g.app_id = :app
                AND (g.id = ANY (:store_group_ids) OR g.slug = ANY (:store_group_slugs))
              ORDER BY g.slug) AS store_group_slugs;
