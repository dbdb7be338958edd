-- Tags, groups and roles can be changed and deleted: each counts its versions. Tags get
-- what the published API says of them, store groups their markets, and customer groups
-- their terms and, besides companies, users.

ALTER TABLE tag
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN status text NOT NULL DEFAULT 'active',
    ADD COLUMN filterable boolean NOT NULL DEFAULT false,
    ADD COLUMN translations jsonb NOT NULL DEFAULT '{"name": {}}',
    ADD CONSTRAINT tag_status_known CHECK (status IN ('active', 'inactive'));

-- Nobody points at a market from elsewhere: a store group's markets lie in its row.
ALTER TABLE store_group
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN markets jsonb NOT NULL DEFAULT '[]';

-- A discount is so many percent, with so many decimals: 125 and 1 are 12.5 %.
ALTER TABLE customer_group
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN discount_percentage integer,
    ADD COLUMN discount_percentage_decimals integer,
    ADD COLUMN store_group uuid,
    ADD CONSTRAINT customer_group_discount_or_store_group
        CHECK (discount_percentage IS NULL OR store_group IS NULL),
    ADD CONSTRAINT customer_group_discount_has_decimals
        CHECK ((discount_percentage IS NULL) = (discount_percentage_decimals IS NULL)),
    ADD CONSTRAINT customer_group_discount_is_a_share
        CHECK (discount_percentage_decimals BETWEEN 0 AND 6
           AND discount_percentage
               BETWEEN 0 AND 100 * (10 ^ discount_percentage_decimals)::integer),
    ADD CONSTRAINT customer_group_store_group_known
        FOREIGN KEY (app_id, store_group) REFERENCES store_group (app_id, id);
CREATE INDEX customer_group_by_store_group ON customer_group (store_group, app_id)
 WHERE store_group IS NOT NULL;

ALTER TABLE role ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE INDEX membership_by_role ON membership (role, app_id, "user", company)
 WHERE role IS NOT NULL;

-- A user who is sold to on a customer group's terms, whatever company they act for.
CREATE TABLE customer_group_user (
    app_id uuid NOT NULL,
    customer_group uuid NOT NULL,
    "user" uuid NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT customer_group_user_once PRIMARY KEY (app_id, customer_group, "user"),
    CONSTRAINT customer_group_user_of_group FOREIGN KEY (app_id, customer_group)
        REFERENCES customer_group (app_id, id),
    CONSTRAINT customer_group_user_known FOREIGN KEY (app_id, "user")
        REFERENCES "user" (app_id, id)
);
CREATE INDEX customer_group_user_by_user
    ON customer_group_user ("user", app_id, customer_group);

-- Labels are tags, customer groups and store groups: what a company's document shows and
-- what does not lie in its row. `kind` is the label's table; the links to it are in
-- company_<kind>. Whoever changes a label holds it as follows, so that no company shows
-- it as it was, and nobody waits in a circle: first the companies that show it, in the
-- order of their ids (as everybody locks companies), then the label itself.
-- Who puts a label on a company holds the company and refers to the label: its foreign
-- key waits for whoever holds the label, and the company is rendered after that.

-- The companies that show a label, in the order in which they are locked.
CREATE FUNCTION label_shown(p_app uuid, p_kind text, p_label uuid, p_most integer)
RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    companies uuid[];
BEGIN
    EXECUTE format('SELECT ARRAY(SELECT l.company FROM %I AS l
                                  WHERE l.app_id = $1 AND l.%I = $2
                                  ORDER BY l.company LIMIT $3)',
                   'company_' || p_kind, p_kind)
       INTO companies USING p_app, p_label, p_most;
    RETURN companies;
END $$;

CREATE FUNCTION label_lock(p_app uuid, p_kind text, p_label uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT FROM %I WHERE app_id = $1 AND id = $2 FOR UPDATE', p_kind)
      USING p_app, p_label;
END $$;

-- Hold a label and every company that shows it; return those companies. If they are more
-- than p_most, only the label is held, and nothing comes back.
CREATE FUNCTION label_hold(p_app uuid, p_kind text, p_label uuid, p_most integer)
RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    companies uuid[];
    missed uuid[];
BEGIN
    FOR attempt IN 1..20 LOOP
        BEGIN
            companies := label_shown(p_app, p_kind, p_label, p_most + 1);
            IF cardinality(companies) > p_most THEN
                PERFORM label_lock(p_app, p_kind, p_label);
                RETURN NULL;
            END IF;
            PERFORM FROM company AS c
              WHERE c.app_id = p_app AND c.id = ANY (companies)
              ORDER BY c.id FOR NO KEY UPDATE;
            PERFORM label_lock(p_app, p_kind, p_label);
            -- From here on nobody else gets the label. Who got it while we waited is
            -- held as well, but not waited for: that would be out of order.
            missed := ARRAY(
                SELECT unnest(label_shown(p_app, p_kind, p_label, NULL))
                EXCEPT SELECT unnest(companies));
            IF cardinality(missed) = (
                SELECT count(*) FROM (
                    SELECT FROM company AS c
                     WHERE c.app_id = p_app AND c.id = ANY (missed)
                       FOR NO KEY UPDATE SKIP LOCKED) AS held) THEN
                RETURN label_shown(p_app, p_kind, p_label, NULL);
            END IF;
            RAISE SQLSTATE 'KN001';  -- let everything go, and begin again
        EXCEPTION WHEN SQLSTATE 'KN001' THEN
            NULL;
        END;
    END LOOP;
    RAISE lock_not_available USING MESSAGE = 'the companies of a label change too fast';
END $$;

-- Put a label on companies that the caller holds; return those that did not have it.
CREATE FUNCTION label_put_on(
    p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json,
    p_now timestamptz, p_actor_kind text, p_actor text, p_request_id text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    new uuid[];
BEGIN
    EXECUTE format('WITH new AS (
                        INSERT INTO %I (app_id, company, %I)
                        SELECT $1, unnest($2), $3 ON CONFLICT DO NOTHING
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM new',
                   'company_' || p_kind, p_kind)
       INTO new USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, new, p_now);
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, after)
    SELECT p_app, p_kind || '.company_added', n.id, p_actor_kind, p_actor,
           p_request_id, p_now, p_told
      FROM unnest(new) WITH ORDINALITY AS n (id, place) ORDER BY n.place;
    RETURN new;
END $$;

-- Take a label from companies that the caller holds; return those that had it.
CREATE FUNCTION label_take_off(
    p_app uuid, p_kind text, p_label uuid, p_companies uuid[], p_told json,
    p_now timestamptz, p_actor_kind text, p_actor text, p_request_id text
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    old uuid[];
BEGIN
    EXECUTE format('WITH old AS (
                        DELETE FROM %I WHERE app_id = $1 AND company = ANY ($2)
                                         AND %I = $3
                        RETURNING company)
                    SELECT coalesce(array_agg(company), ''{}'') FROM old',
                   'company_' || p_kind, p_kind)
       INTO old USING p_app, p_companies, p_label;
    PERFORM label_render(p_app, old, p_now);
    INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id,
                       happened_at, before)
    SELECT p_app, p_kind || '.company_removed', o.id, p_actor_kind, p_actor,
           p_request_id, p_now, p_told
      FROM unnest(old) WITH ORDINALITY AS o (id, place) ORDER BY o.place;
    RETURN old;
END $$;

-- Let companies show their labels as they are now.
CREATE FUNCTION label_render(p_app uuid, p_companies uuid[], p_now timestamptz)
RETURNS void LANGUAGE sql AS $$
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = p_app AND c.id = ANY (p_companies)
$$;

-- A label that more companies show than are rendered while somebody waits: they are
-- rendered in portions afterwards, behind the last one that has been (docs/decisions/
-- 0016). The row goes when all are done.
CREATE TABLE label_rendering (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL,
    label uuid NOT NULL,
    done_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    created_at timestamptz NOT NULL,
    CONSTRAINT label_rendering_key PRIMARY KEY (app_id, id),
    CONSTRAINT label_rendering_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT label_rendering_kind_known
        CHECK (kind IN ('tag', 'customer_group', 'store_group'))
);
CREATE INDEX label_rendering_by_age ON label_rendering (created_at);

-- Render the next companies of whatever label has waited longest, and nobody works on;
-- return how many were looked at, and nothing when nothing waits.
CREATE FUNCTION label_render_next(p_most integer, p_now timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    work label_rendering;
    companies uuid[];
BEGIN
    SELECT * INTO work FROM label_rendering AS r
     ORDER BY r.created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT ARRAY(SELECT l.company FROM %I AS l
                                  WHERE l.app_id = $1 AND l.%I = $2 AND l.company > $3
                                  ORDER BY l.company LIMIT $4)',
                   'company_' || work.kind, work.kind)
       INTO companies USING work.app_id, work.label, work.done_to, p_most;
    IF companies = '{}' THEN
        DELETE FROM label_rendering AS r
         WHERE r.app_id = work.app_id AND r.id = work.id;
        RETURN 0;
    END IF;
    PERFORM FROM company AS c
      WHERE c.app_id = work.app_id AND c.id = ANY (companies)
      ORDER BY c.id FOR NO KEY UPDATE;
    -- Who was changed since the label was shows it already.
    UPDATE company AS c SET version = c.version + 1, updated_at = p_now
     WHERE c.app_id = work.app_id AND c.id = ANY (companies)
       AND c.document <> company_document(c);
    UPDATE label_rendering AS r SET done_to = companies[cardinality(companies)]
     WHERE r.app_id = work.app_id AND r.id = work.id;
    RETURN cardinality(companies);
END $$;
