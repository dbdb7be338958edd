-- read: a company as a customer, with the organizations that it owns or is in. These
-- change without the company's row: so the version is a digest of all their versions.
SELECT c.id,
       abs(hashtextextended(l.versions, c.version) % 1000000000000000000) AS version,
       c.name, c.status, c.created_at, c.archived_at,
       invoice_address(c.billing_address)::text AS address, c.url, c.label,
       c.tax_status, c.integrations::text AS integrations,
       jsonb_path_query_array(
           c.contacts, '$[*] ? (!exists(@.archivedAt))')::text AS contacts,
       c.custom_fields::text AS custom_fields, l.organizations
  FROM company AS c
 CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(customer_organization_print(o, a.most, :members_bytes)
                             ORDER BY o.id), '[]')::text AS organizations,
           coalesce(string_agg(o.id || ' ' || o.version, ' ' ORDER BY o.id), '') AS versions
      FROM customer_organizations_around(:app, :company, :customer_organizations, :members) AS a
      JOIN customer_organization AS o ON o.app_id = :app AND o.id = a.id) AS l
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}';

-- lock: keep others from changing companies meanwhile; in one order, so that two who
-- want each other as parent do not wait for each other.
SELECT id
  FROM company
 WHERE app_id = :app AND id = ANY (:companies)
 ORDER BY id
   FOR NO KEY UPDATE;

-- lock_trees: let nobody else change the trees that a customer goes out of and into, or
-- plan moves: both come before customer organizations.
SELECT tree_lock(:app, 'main', array_remove(ARRAY[:company::uuid, :parent::uuid], NULL)),
       lock_schedule(:app, 'main');

-- look: what of a customer a change depends on.
SELECT c.id, c.version, convert_to(c.document, 'UTF8') AS document,
       c.status, c.contacts::text AS contacts,
       c.integrations::text AS integrations, c.archived_at IS NOT NULL AS is_archived,
       c.parent, a.shares_numbers
  FROM company AS c
  JOIN app AS a ON a.app_id = :app
 WHERE c.app_id = :app AND c.id = :company;

-- lock_parent: the company that is to be the parent of a customer; of two children at
-- once the second waits, so that both come into one organization.
SELECT id, archived_at IS NOT NULL AS is_archived
  FROM company
 WHERE app_id = :app AND id = :parent AND billing_missing = '{}'
   FOR NO KEY UPDATE;

-- read_by_alias: the customer that an alias stands for; its own id is one, too.
SELECT c.id, c.version, c.name, c.status, c.created_at, c.archived_at,
       invoice_address(c.billing_address)::text AS address, c.url, c.label,
       c.tax_status, c.contacts::text AS contacts, c.integrations::text AS integrations,
       c.custom_fields::text AS custom_fields, '[]' AS organizations, c.phone
  FROM company AS c
 WHERE c.app_id = :app AND c.billing_missing = '{}'
   AND c.id = coalesce(
       (SELECT o.id FROM company AS o WHERE o.app_id = :app AND o.id = :alias_as_id),
       (SELECT a.company FROM alias AS a WHERE a.app_id = :app AND a.value = :alias));
