-- register: add a company with its first admin, or tell what stands against it.
SELECT outcome, needs_approval, role, roles, parent, parent_is_archived,
       tags, tag_slugs, customer_groups, customer_group_slugs,
       store_groups, store_group_slugs, other, id, version, document
  FROM registration_add(
      :app, :now, :facts::jsonb, :external_ref, :wants_active, :role, :parent, :user,
      :tag_ids, :tag_slugs, :customer_group_ids, :customer_group_slugs,
      :store_group_ids, :store_group_slugs, :actor_kind, :actor, :request_id);
