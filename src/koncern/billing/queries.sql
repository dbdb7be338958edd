-- read: a company as a customer, with the organizations that it owns or is in.
SELECT c.id, c.version, c.name, c.status, c.created_at, c.archived_at,
       invoice_address(c.billing_address)::text AS address, c.url, c.label,
       c.tax_status, c.contacts::text AS contacts, c.integrations::text AS integrations,
       c.custom_fields::text AS custom_fields,
       coalesce((
           SELECT json_agg(customer_organization_document(o) ORDER BY o.id)
             FROM customer_organization AS o
            WHERE o.app_id = :app AND o.id IN (
                SELECT m.customer_organization FROM customer_organization_member AS m
                 WHERE m.app_id = :app AND m.company = :company
                UNION ALL
                SELECT w.id FROM customer_organization AS w
                 WHERE w.app_id = :app AND w.owner = :company)
       ), '[]')::text AS organizations
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company AND c.billing_missing = '{}';

-- find_parent: the company that is to be the parent of a customer.
SELECT id, archived_at IS NOT NULL AS is_archived
  FROM company
 WHERE app_id = :app AND id = :parent AND billing_missing = '{}';
