-- Python looks up what a registration names and decides on it; functions only write. What
-- was given out for that goes, and so do functions and triggers that have other names now.
DROP FUNCTION registration_add(
    uuid, timestamptz, jsonb, text, boolean, text, uuid, uuid, uuid[], text[], uuid[], text[],
    uuid[], text[], text, text, text);
DROP TYPE registration_outcome;
DROP FUNCTION company_add(
    uuid, jsonb, text, text, uuid, boolean, uuid[], json, uuid[], json, uuid[], json, text[],
    text, uuid, uuid, text, text, text);
DROP FUNCTION company_change(
    uuid, uuid, timestamptz, jsonb, uuid[], uuid[], uuid[], text[], boolean, text, text, text,
    text);
DROP TRIGGER company_begins ON company;
DROP FUNCTION company_begins();
DROP FUNCTION company_refer(uuid, uuid, text, timestamptz, boolean);
DROP FUNCTION company_told(text, company);
DROP FUNCTION actor_told(uuid, text, text);
DROP FUNCTION label_shown(uuid, text, uuid, integer);
DROP FUNCTION label_render_next(integer, timestamptz);
