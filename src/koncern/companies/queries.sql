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

-- link: give a company its tags, groups and aliases; before its row is written,
-- which is rendered with them.
WITH tags AS (
    INSERT INTO company_tag (app_id, company, tag)
    SELECT :app, :company, unnest(:tags::uuid[])
), customer_groups AS (
    INSERT INTO company_customer_group (app_id, company, customer_group)
    SELECT :app, :company, unnest(:customer_groups::uuid[])
), store_groups AS (
    INSERT INTO company_store_group (app_id, company, store_group)
    SELECT :app, :company, unnest(:store_groups::uuid[])
)
INSERT INTO alias (app_id, company, value, is_external_ref, created_at)
SELECT :app, :company, a.value, a.value IS NOT DISTINCT FROM :external_ref, :now
  FROM unnest(:aliases::text[]) AS a (value);

-- add: keep a company, unless another one has one of its numbers.
INSERT INTO company (
    app_id, id, name, status, parent, country,
    organisation_number, organisation_number_claim,
    tax_id_vat_number, tax_id_vat_number_claim, tax_status,
    email, invoice_email, phone, contact_name, comment, url, label, credit_check,
    attributes, billing_address, shipping_address, contacts, custom_fields,
    integrations, created_at, updated_at)
VALUES (
    :app, :id, :name, :status, :parent, :country,
    :organisation_number, :organisation_number_claim,
    :tax_id_vat_number, :tax_id_vat_number_claim, :tax_status,
    :email, :invoice_email, :phone, :contact_name, :comment, :url, :label,
    :credit_check, :attributes, :billing_address, :shipping_address, :contacts,
    :custom_fields, :integrations, :now, :now)
ON CONFLICT DO NOTHING
RETURNING id, version, document;

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
