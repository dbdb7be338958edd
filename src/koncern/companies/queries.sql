-- find_labels: the tags and groups that are meant, by id or by short name.
SELECT 'tags' AS kind, t.id, t.key AS slug
  FROM tag AS t
 WHERE t.app_id = :app AND (t.id = ANY (:tag_ids) OR t.key = ANY (:tag_slugs))
UNION ALL
SELECT 'customer_groups', g.id, g.slug
  FROM customer_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:customer_group_ids) OR g.slug = ANY (:customer_group_slugs))
UNION ALL
SELECT 'store_groups', g.id, g.slug
  FROM store_group AS g
 WHERE g.app_id = :app
   AND (g.id = ANY (:store_group_ids) OR g.slug = ANY (:store_group_slugs));

-- add: keep a company with its labels and aliases, and record it; no row comes back
-- when another company has one of its numbers.
SELECT id, version, document
  FROM company_add(
      :facts::jsonb || jsonb_build_object('app_id', :app::uuid), :tags,
      :customer_groups, :store_groups, :aliases, :external_ref,
      :actor_kind, :actor, :request_id);

-- find_claimants: which companies have one of these numbers already.
SELECT id, name,
       coalesce(organisation_number_claim = :organisation_number_claim, false)
           AS is_by_organisation_number
  FROM company
 WHERE app_id = :app
   AND (country = :country AND organisation_number_claim = :organisation_number_claim
        OR tax_id_vat_number_claim = :tax_id_vat_number_claim);

-- page_on: the app's companies behind an id, oldest first.
SELECT id, version, document
  FROM company
 WHERE app_id = :app AND id > :edge
 ORDER BY id
 LIMIT :most;

-- page_back: the app's companies before an id, nearest first.
SELECT id, version, document
  FROM company
 WHERE app_id = :app AND id < :edge
 ORDER BY id DESC
 LIMIT :most;

-- archive: put a company away; once is enough.
UPDATE company
   SET archived_at = :now, updated_at = :now, version = version + 1
 WHERE app_id = :app AND id = :company AND archived_at IS NULL
RETURNING id, version, document;

-- exists: whether there is such a company.
SELECT id FROM company WHERE app_id = :app AND id = :company;
