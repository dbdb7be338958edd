-- Payers: to whom a company's invoices go, and who pays them, at any time
-- (docs/decisions/0027). Where a company has no row it is itself, for both.

CREATE TABLE payer_arrangement (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    kind text NOT NULL,  -- how the invoice owner is found
    named uuid,  -- the company above, if it is one by name
    customer_organization uuid,  -- whose owner it is; it may be deleted since
    payment text NOT NULL,  -- whether the invoice owner pays, or the company itself
    valid tstzrange NOT NULL,
    recorded_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- of the event that tells more
    reason text,
    CONSTRAINT payer_arrangement_once_at_a_time
        PRIMARY KEY (app_id, company, valid WITHOUT OVERLAPS),
    CONSTRAINT payer_arrangement_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT payer_arrangement_named_known
        FOREIGN KEY (app_id, named) REFERENCES company (app_id, id),
    CONSTRAINT payer_arrangement_kind_known CHECK (
        kind IN ('self', 'parent', 'root', 'ancestor', 'customer_organization')),
    CONSTRAINT payer_arrangement_names_what_it_needs CHECK (
        (kind = 'ancestor') = (named IS NOT NULL)
        AND (kind = 'customer_organization') = (customer_organization IS NOT NULL)),
    CONSTRAINT payer_arrangement_payment_known
        CHECK (payment IN ('self', 'invoice_owner'))
);
CREATE INDEX payer_arrangement_by_company ON payer_arrangement (company, app_id);
CREATE INDEX payer_arrangement_by_named ON payer_arrangement (named, app_id, company)
 WHERE named IS NOT NULL;
CREATE INDEX payer_arrangement_by_customer_organization
    ON payer_arrangement (customer_organization, app_id, company)
 WHERE customer_organization IS NOT NULL;

-- What was believed of a time that is past, until it was corrected.
CREATE TABLE payer_arrangement_before (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company uuid NOT NULL,
    kind text NOT NULL,
    named uuid,
    customer_organization uuid,
    payment text NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamptz,
    corrected_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    reason text NOT NULL,
    CONSTRAINT payer_arrangement_before_key PRIMARY KEY (app_id, id),
    CONSTRAINT payer_arrangement_before_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX payer_arrangement_before_by_company
    ON payer_arrangement_before (company, app_id, id);

-- The way down to a company at a time, the root first and itself last. Each parent is
-- looked up by its key, whatever the planner knows of the tables.
CREATE FUNCTION payer_way(p_app uuid, p_company uuid, p_at timestamptz) RETURNS uuid[]
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    way uuid[] := '{}';
    next uuid := p_company;
BEGIN
    WHILE next IS NOT NULL AND cardinality(way) < 64 LOOP
        way := next || way;
        next := placement_parent(p_app, 'main', next, p_at);
    END LOOP;
    RETURN way;
END $$;

-- The invoice owner of a company that stands at the end of a way down, by what is arranged
-- for it. If that leads to nobody it is itself, and `lapsed` tells why.
CREATE FUNCTION payer_by(
    a payer_arrangement, p_app uuid, p_way uuid[], p_at timestamptz,
    OUT owner uuid, OUT lapsed text
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    above uuid[] := p_way[:cardinality(p_way) - 1];
    found uuid;
BEGIN
    owner := p_way[cardinality(p_way)];
    IF a.kind = 'root' THEN
        owner := p_way[1];
    ELSIF a.kind = 'parent' THEN
        IF above = '{}' THEN lapsed := 'no_parent'; RETURN; END IF;
        owner := above[cardinality(above)];
    ELSIF a.kind = 'ancestor' THEN
        IF a.named <> ALL (above) THEN lapsed := 'not_above'; RETURN; END IF;
        owner := a.named;
    ELSIF a.kind = 'customer_organization' THEN
        SELECT o.owner INTO found
          FROM customer_organization_at(p_app, a.customer_organization, p_at) AS o;
        IF found IS NULL THEN lapsed := 'organization_gone'; RETURN; END IF;
        IF NOT customer_organization_has(
                p_app, a.customer_organization, owner, p_at) THEN
            lapsed := 'not_a_member';
            RETURN;
        END IF;
        owner := found;
    END IF;
END $$;

-- Who gets a company's invoices at a time, who pays them, and by which arrangement. No
-- parent is looked up for who does not need one.
CREATE FUNCTION payer_at(
    p_app uuid, p_company uuid, p_at timestamptz,
    OUT arranged payer_arrangement, OUT invoice_owner uuid, OUT payment_owner uuid,
    OUT lapsed text
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT a.* INTO arranged FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_at;
    SELECT b.owner, b.lapsed INTO invoice_owner, lapsed
      FROM payer_by(arranged, p_app,
                    CASE WHEN arranged.kind IN ('parent', 'root', 'ancestor')
                         THEN payer_way(p_app, p_company, p_at)
                         ELSE ARRAY[p_company] END, p_at) AS b;
    payment_owner := CASE WHEN arranged.payment = 'self' THEN p_company
                          ELSE invoice_owner END;
END $$;

-- Arrange from a time on who gets a company's invoices, until it is arranged anew. With a
-- reason that corrects, what was believed before is kept. The company's row is locked. It
-- returns whether anything changed.
CREATE FUNCTION payer_arrange(
    p_app uuid, p_company uuid, p_kind text, p_named uuid, p_organization uuid,
    p_payment text, p_from timestamptz, p_now timestamptz, p_reason text,
    p_corrects boolean
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    old payer_arrangement;
    until timestamptz;
BEGIN
    SELECT a.* INTO old FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_from;
    IF (coalesce(old.kind, 'self'), old.named, old.customer_organization,
        coalesce(old.payment, p_payment))
       IS NOT DISTINCT FROM (p_kind, p_named, p_organization, p_payment) THEN
        RETURN false;
    END IF;
    SELECT min(lower(a.valid)) INTO until FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND lower(a.valid) > p_from;
    IF p_corrects THEN
        INSERT INTO payer_arrangement_before
               (app_id, company, kind, named, customer_organization, payment, valid,
                recorded_at, corrected_at, reason)
        VALUES (p_app, p_company, coalesce(old.kind, 'self'), old.named,
                old.customer_organization, coalesce(old.payment, 'invoice_owner'),
                tstzrange(p_from, until), old.recorded_at, p_now, p_reason);
    END IF;
    IF lower(old.valid) = p_from THEN
        DELETE FROM payer_arrangement AS a
         WHERE a.app_id = p_app AND a.company = p_company AND a.valid = old.valid;
    ELSE
        UPDATE payer_arrangement AS a SET valid = tstzrange(lower(a.valid), p_from)
         WHERE a.app_id = p_app AND a.company = p_company AND a.valid = old.valid;
    END IF;
    INSERT INTO payer_arrangement
           (app_id, company, kind, named, customer_organization, payment, valid,
            recorded_at, reason)
    VALUES (p_app, p_company, p_kind, p_named, p_organization, p_payment,
            tstzrange(p_from, until), p_now, p_reason);
    RETURN true;
END $$;

-- How a company's invoice owner is found at a time; asked for each by its key, whatever
-- the planner knows of the tables.
CREATE FUNCTION payer_kind(p_app uuid, p_company uuid, p_at timestamptz) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT a.kind FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_at
$$;

-- Who is invoiced through a company because it stands right above them, or is the root of
-- their tree: in the order of a walk down from it, beyond a way down. Today (p_at is no
-- time) the walk goes along the ways that are kept, and reads no more than it shows.
CREATE FUNCTION payer_below(
    p_app uuid, p_company uuid, p_at timestamptz, p_moment timestamptz,
    p_edge uuid[], p_backwards boolean, p_most integer
) RETURNS TABLE (way uuid[], company uuid) LANGUAGE plpgsql STABLE AS $$
DECLARE
    last constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    top uuid[] := tree_path(p_app, 'main', p_company);
    depth integer := cardinality(top);
    is_root boolean;
BEGIN
    IF p_at IS NOT NULL THEN
        is_root := placement_parent(p_app, 'main', p_company, p_at) IS NULL;
        RETURN QUERY
        WITH RECURSIVE below (company, way) AS (
            SELECT p_company, ARRAY[]::uuid[]
            UNION ALL
            SELECT l.company, b.way || l.company
              FROM below AS b
              JOIN placement AS l
                ON l.app_id = p_app AND l.hierarchy = 'main' AND l.parent = b.company
               AND (l.valid @> p_at) IS TRUE
             WHERE cardinality(b.way) < 64 AND (b.way = '{}' OR is_root)
        )
        SELECT b.way, b.company
          FROM below AS b
         CROSS JOIN LATERAL (SELECT payer_kind(p_app, b.company, p_at) OFFSET 0) AS a (kind)
         WHERE (a.kind = 'parent' AND cardinality(b.way) = 1
                OR a.kind = 'root' AND b.way <> '{}' AND is_root)
           AND CASE WHEN p_backwards THEN b.way < p_edge ELSE b.way > p_edge END
         ORDER BY CASE WHEN p_backwards THEN NULL ELSE b.way END, b.way DESC
         LIMIT p_most;
    ELSIF depth > 1 AND p_backwards THEN
        RETURN QUERY
        SELECT ARRAY[c.id], c.id
          FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_company
           AND payer_kind(p_app, c.id, p_moment) = 'parent'
           AND c.id < p_edge[1]
         ORDER BY c.id DESC LIMIT p_most;
    ELSIF depth > 1 THEN
        RETURN QUERY
        SELECT ARRAY[c.id], c.id
          FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_company
           AND payer_kind(p_app, c.id, p_moment) = 'parent'
           AND (p_edge = '{}' OR c.id > p_edge[1])
         ORDER BY c.id LIMIT p_most;
    ELSIF p_backwards THEN
        RETURN QUERY
        SELECT x.path[2:], x.company
          FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > top AND x.path < top || p_edge
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path DESC LIMIT p_most;
    ELSE
        RETURN QUERY
        SELECT x.path[2:], x.company
          FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > top || p_edge AND x.path < top || last
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path LIMIT p_most;
    END IF;
END $$;

-- The customer organizations that a company owns at a time.
CREATE FUNCTION payer_owned(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT o.id FROM customer_organization AS o
     WHERE o.app_id = p_app AND o.owner = p_company
       AND customer_organization_owned_since(o) <= p_at
    UNION
    SELECT t.customer_organization FROM customer_organization_owner_time AS t
     WHERE t.app_id = p_app AND t.owner = p_company AND t.valid @> p_at
$$;
