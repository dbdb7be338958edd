-- The functions that write members count them and record those who leave, at a time that
-- they are given (docs/decisions/0026). So these triggers and functions go.
DROP TRIGGER customer_organization_keep_last_owner ON customer_organization;
DROP TRIGGER customer_organization_keep_owner ON customer_organization;
DROP TRIGGER customer_organization_count_added ON customer_organization_member;
DROP TRIGGER customer_organization_count_removed ON customer_organization_member;
DROP TRIGGER customer_organization_keep_members ON customer_organization_member;
DROP FUNCTION customer_organization_count_members();
DROP FUNCTION customer_organization_keep_members();
DROP FUNCTION customer_organization_keep_owner();
DROP FUNCTION customer_organization_moment();
DROP FUNCTION customer_organization_members(uuid, uuid, timestamptz);
DROP FUNCTION customer_organization_put(
    uuid, uuid, uuid[], boolean, bigint, timestamptz, text, text, text);
DROP FUNCTION customer_organization_put(
    uuid, uuid, uuid[], boolean, bigint, timestamptz, text, text, text, integer, integer);
DROP FUNCTION customer_organizations_print(uuid, uuid[], integer[], integer, integer);
DROP FUNCTION customer_organizations_print_at(uuid, uuid[], timestamptz, integer, integer);
