-- What a person says of themselves, and the version of a membership.

-- Whoever an operator makes is vouched for; who signs up shows that the address is
-- theirs before there is a user.
ALTER TABLE "user" ADD COLUMN email_verified boolean NOT NULL DEFAULT true;
ALTER TABLE "user" ADD COLUMN phone_number text;
ALTER TABLE "user" ADD COLUMN language text;
ALTER TABLE "user" ADD COLUMN communication_preferences jsonb NOT NULL DEFAULT '{}';
ALTER TABLE "user" ADD COLUMN address jsonb NOT NULL DEFAULT '{}';
ALTER TABLE "user" ADD COLUMN additions jsonb NOT NULL DEFAULT '{}';

ALTER TABLE membership ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- The companies that a user belongs to, in short, with their place in each: the first
-- few of those that a viewer belongs to as well (nobody named: of all).
CREATE FUNCTION user_places(p_app uuid, p_user uuid, p_viewer uuid) RETURNS json
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(json_agg(row_to_json(p)), '[]') FROM (
        SELECT c.id, c.name, c.organisation_number, c.status,
               m.level, r.slug AS role, r.name AS role_name
          FROM membership AS m
          JOIN company AS c ON c.app_id = p_app AND c.id = m.company
          LEFT JOIN role AS r ON r.app_id = p_app AND r.id = m.role
         WHERE m.app_id = p_app AND m."user" = p_user
           AND (p_viewer IS NULL OR EXISTS (
                SELECT FROM membership AS v
                 WHERE v.app_id = p_app AND v."user" = p_viewer
                   AND v.company = m.company))
         ORDER BY m.company
         LIMIT 20) AS p
$$;
