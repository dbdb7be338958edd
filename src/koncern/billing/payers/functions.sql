-- Returns the path to a company at a time, the root first and itself last. Each parent
-- is looked up by its key.
CREATE OR REPLACE FUNCTION payer_way(p_app uuid, p_company uuid, p_at timestamptz) RETURNS uuid[]
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

-- Returns the invoice owner of the company at the end of a path, by its arrangement. If
-- the arrangement leads to nobody, that is the company itself, and `lapsed` says why.
CREATE OR REPLACE FUNCTION payer_by(
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

-- Returns who gets the invoices of a company at a time, who pays them, and by which
-- arrangement. Parents are looked up only if the arrangement needs them.
CREATE OR REPLACE FUNCTION payer_at(
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

-- Records from a time on who gets the invoices of a company, until the next
-- arrangement. With a reason it is a correction, and the old version is kept. The
-- caller has locked the company. It returns whether anything changed.
CREATE OR REPLACE FUNCTION payer_arrange(
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

-- Returns how the invoice owner of a company is found at a time. It is a function of
-- its own so that PostgreSQL looks up each company by its key.
CREATE OR REPLACE FUNCTION payer_kind(p_app uuid, p_company uuid, p_at timestamptz) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT a.kind FROM payer_arrangement AS a
     WHERE a.app_id = p_app AND a.company = p_company AND a.valid @> p_at
$$;

-- Returns the companies that are invoiced through a company because it is their parent,
-- or the root of their tree: in the order of a walk down from it, after a given path.
-- For today (p_at is NULL) the walk reads no more rows than it returns.
CREATE OR REPLACE FUNCTION payer_below(
    p_app uuid, p_company uuid, p_at timestamptz, p_moment timestamptz,
    p_edge uuid[], p_backwards boolean, p_most integer
) RETURNS TABLE (way uuid[], company uuid) LANGUAGE plpgsql STABLE AS $$
DECLARE
    path constant uuid[] := tree_path(p_app, 'main', p_company);
BEGIN
    IF p_at IS NOT NULL THEN
        RETURN QUERY SELECT b.way, b.company FROM payer_below_at(
            p_app, p_company, p_at, p_edge, p_backwards, p_most) AS b;
    ELSIF cardinality(path) > 1 THEN
        RETURN QUERY SELECT ARRAY[b.company], b.company FROM payer_children(
            p_app, p_company, p_moment, p_edge, p_backwards, p_most) AS b (company);
    ELSE
        RETURN QUERY SELECT b.way, b.company FROM payer_tree(
            p_app, path, p_moment, p_edge, p_backwards, p_most) AS b;
    END IF;
END $$;

-- Returns the same at another time than now, by the tree of that time.
CREATE OR REPLACE FUNCTION payer_below_at(
    p_app uuid, p_company uuid, p_at timestamptz, p_edge uuid[], p_backwards boolean,
    p_most integer
) RETURNS TABLE (way uuid[], company uuid) LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_root constant boolean :=
        placement_parent(p_app, 'main', p_company, p_at) IS NULL;
BEGIN
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
END $$;

-- Returns the companies that are invoiced through their parent, which is not a root today.
CREATE OR REPLACE FUNCTION payer_children(
    p_app uuid, p_parent uuid, p_moment timestamptz, p_edge uuid[], p_backwards boolean,
    p_most integer
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_backwards THEN
        RETURN QUERY
        SELECT c.id FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_parent
           AND payer_kind(p_app, c.id, p_moment) = 'parent' AND c.id < p_edge[1]
         ORDER BY c.id DESC LIMIT p_most;
    ELSE
        RETURN QUERY
        SELECT c.id FROM company AS c
         WHERE c.app_id = p_app AND c.parent = p_parent
           AND payer_kind(p_app, c.id, p_moment) = 'parent'
           AND (p_edge = '{}' OR c.id > p_edge[1])
         ORDER BY c.id LIMIT p_most;
    END IF;
END $$;

-- Returns the companies that are invoiced through the root of their tree, or through their
-- parent if that is the root today. p_root is the path of the root: its id alone.
CREATE OR REPLACE FUNCTION payer_tree(
    p_app uuid, p_root uuid[], p_moment timestamptz, p_edge uuid[], p_backwards boolean,
    p_most integer
) RETURNS TABLE (way uuid[], company uuid) LANGUAGE plpgsql STABLE AS $$
DECLARE
    last constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
BEGIN
    IF p_backwards THEN
        RETURN QUERY
        SELECT x.path[2:], x.company FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > p_root AND x.path < p_root || p_edge
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path DESC LIMIT p_most;
    ELSE
        RETURN QUERY
        SELECT x.path[2:], x.company FROM ancestry AS x
         WHERE x.app_id = p_app AND x.hierarchy = 'main'
           AND x.path > p_root || p_edge AND x.path < p_root || last
           AND CASE payer_kind(p_app, x.company, p_moment)
               WHEN 'root' THEN true WHEN 'parent' THEN cardinality(x.path) = 2 END
         ORDER BY x.path LIMIT p_most;
    END IF;
END $$;

-- Returns the customer organizations that a company owns at a time.
CREATE OR REPLACE FUNCTION payer_owned(p_app uuid, p_company uuid, p_at timestamptz)
RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT o.id FROM customer_organization AS o
     WHERE o.app_id = p_app AND o.owner = p_company
       AND customer_organization_owned_since(o) <= p_at
    UNION
    SELECT t.customer_organization FROM customer_organization_owner_time AS t
     WHERE t.app_id = p_app AND t.owner = p_company AND t.valid @> p_at
$$;
