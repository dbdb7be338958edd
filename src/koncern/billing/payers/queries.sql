-- moment: when what is arranged for a company now takes effect; it is locked already.
SELECT greatest(:now, clock_timestamp(), c.updated_at + interval '1 microsecond')
           AS moment
  FROM company AS c
 WHERE c.app_id = :app AND c.id = :company;

-- look: whether whoever is named can be a company's invoice owner at a time.
SELECT n.id IS NOT NULL AS is_known, n.archived_at IS NOT NULL AS is_archived,
       coalesce(n.id = ANY (payer_way(:app, :company, :since)) AND n.id <> :company,
                false) AS is_above,
       EXISTS (SELECT FROM customer_organization_at(
                   :app, :customer_organization, :since)) AS place_is_there,
       customer_organization_has(:app, :customer_organization, :company, :since)
           AS is_member
  FROM (SELECT 1) AS one
  LEFT JOIN company AS n ON n.app_id = :app AND n.id = :named;

-- arranged: what is arranged for a company at a time.
SELECT a.kind, a.named, a.customer_organization, a.payment, lower(a.valid) AS since,
       upper(a.valid) AS until, a.recorded_at, NULL::timestamptz AS corrected_at, a.reason
  FROM payer_arrangement AS a
 WHERE a.app_id = :app AND a.company = :company AND a.valid @> :since::timestamptz;

-- arrange: say who gets a company's invoices from a time on, until it is arranged anew.
-- It writes.
SELECT payer_arrange(:app, :company, :kind, :named, :customer_organization, :payment,
                     :since, :moment, :reason, :corrects) AS is_changed;

-- touch: count a version of a company whose payer was arranged.
UPDATE company
   SET version = version + 1, updated_at = :moment
 WHERE app_id = :app AND id = :company
RETURNING version;

-- payer: who gets a company's invoices at a time, who pays them, and by what; names only
-- of companies that the user sees (nobody named: of all, here and below).
WITH t AS (SELECT coalesce(:at::timestamptz, greatest(:now, clock_timestamp())) AS at)
SELECT t.at, :at::timestamptz IS NULL OR c.created_at <= t.at AS is_there,
       (p.arranged).kind, (p.arranged).named, (p.arranged).customer_organization,
       (p.arranged).payment, lower((p.arranged).valid) AS since,
       upper((p.arranged).valid) AS until, (p.arranged).recorded_at,
       NULL::timestamptz AS corrected_at, (p.arranged).reason, p.lapsed,
       p.invoice_owner AS invoice_id, i.name AS invoice_name,
       i.billing_missing = '{}' AS invoice_ready, i.archived_at AS invoice_archived_at,
       p.payment_owner AS payment_id, y.name AS payment_name,
       y.billing_missing = '{}' AS payment_ready, y.archived_at AS payment_archived_at
  FROM company AS c
 CROSS JOIN t
 CROSS JOIN LATERAL payer_at(:app, c.id, t.at) AS p
  LEFT JOIN company AS i
    ON i.app_id = :app AND i.id = p.invoice_owner
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, i.id))
  LEFT JOIN company AS y
    ON y.app_id = :app AND y.id = p.payment_owner
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, y.id))
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id));

-- history: what is arranged for a company at all times, and what was believed of times
-- that were corrected since, the latest time first.
SELECT a.kind, a.named, a.customer_organization, a.payment, lower(a.valid) AS since,
       upper(a.valid) AS until, a.recorded_at, NULL::timestamptz AS corrected_at, a.reason
  FROM payer_arrangement AS a
 WHERE a.app_id = :app AND a.company = :company
UNION ALL
SELECT b.kind, b.named, b.customer_organization, b.payment, lower(b.valid),
       upper(b.valid), b.recorded_at, b.corrected_at, b.reason
  FROM payer_arrangement_before AS b
 WHERE b.app_id = :app AND b.company = :company
 ORDER BY since DESC, corrected_at DESC NULLS FIRST
 LIMIT :most;

-- roll_up_on: whose invoices go to a company at a time, beyond a place in each section of
-- the list: itself, those below it, those that name it, those in its organizations. One
-- row without a company if that is nobody, and no row without the company asked for. Of
-- each organization no more is read than a page: who is in one is looked up one by one.
WITH t AS (SELECT coalesce(:at::timestamptz, greatest(:now, clock_timestamp())) AS at)
SELECT :at::timestamptz IS NULL OR c.created_at <= t.at AS is_there, r.key,
       r.company AS company_id,
       (SELECT k.name FROM company AS k
         WHERE k.app_id = :app AND k.id = r.company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, k.id))) AS name,
       coalesce((p.arranged).kind, 'self') AS kind, p.payment_owner AS payment_owner_id
  FROM company AS c
 CROSS JOIN t
  LEFT JOIN LATERAL (
        SELECT ARRAY['00000000-0000-0000-0000-000000000000'::uuid] AS key, c.id AS company
         WHERE :is_itself AND c.id = (
               SELECT p.invoice_owner FROM payer_at(:app, c.id, t.at) AS p)
        UNION ALL
        SELECT '00000000-0000-0000-0000-000000000001'::uuid || b.way, b.company
          FROM payer_below(:app, c.id, :at, t.at, :tree_edge, false, :most) AS b
        UNION ALL
        (SELECT ARRAY['00000000-0000-0000-0000-000000000002', a.company], a.company
           FROM payer_arrangement AS a
          WHERE a.app_id = :app AND a.named = c.id AND a.valid @> t.at
            AND a.company > :named_edge
            AND c.id = (SELECT p.invoice_owner FROM payer_at(:app, a.company, t.at) AS p)
          ORDER BY a.company LIMIT :most)
        UNION ALL
        (SELECT ARRAY['00000000-0000-0000-0000-000000000003', a.company], a.company
           FROM payer_owned(:app, c.id, t.at) AS o (id)
          CROSS JOIN LATERAL (
                SELECT a.company
                  FROM (SELECT a.company, a.valid FROM payer_arrangement AS a
                         WHERE a.app_id = :app AND a.customer_organization = o.id
                           AND a.company > :owned_edge
                         ORDER BY a.company OFFSET 0) AS a
                 WHERE a.valid @> t.at AND a.company <> c.id
                   AND customer_organization_has(:app, o.id, a.company, t.at)
                 ORDER BY a.company LIMIT :most) AS a
          ORDER BY a.company LIMIT :most)
         ORDER BY key LIMIT :most) AS r ON true
  LEFT JOIN LATERAL payer_at(:app, r.company, t.at) AS p ON r.company IS NOT NULL
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id))
 ORDER BY r.key;

-- roll_up_back: the same before a place in each section, the nearest first.
WITH t AS (SELECT coalesce(:at::timestamptz, greatest(:now, clock_timestamp())) AS at)
SELECT :at::timestamptz IS NULL OR c.created_at <= t.at AS is_there, r.key,
       r.company AS company_id,
       (SELECT k.name FROM company AS k
         WHERE k.app_id = :app AND k.id = r.company
           AND (:user::uuid IS NULL OR place_is_seen(:app, :user, k.id))) AS name,
       coalesce((p.arranged).kind, 'self') AS kind, p.payment_owner AS payment_owner_id
  FROM company AS c
 CROSS JOIN t
  LEFT JOIN LATERAL (
        SELECT ARRAY['00000000-0000-0000-0000-000000000000'::uuid] AS key, c.id AS company
         WHERE :is_itself AND c.id = (
               SELECT p.invoice_owner FROM payer_at(:app, c.id, t.at) AS p)
        UNION ALL
        SELECT '00000000-0000-0000-0000-000000000001'::uuid || b.way, b.company
          FROM payer_below(:app, c.id, :at, t.at, :tree_edge, true, :most) AS b
        UNION ALL
        (SELECT ARRAY['00000000-0000-0000-0000-000000000002', a.company], a.company
           FROM payer_arrangement AS a
          WHERE a.app_id = :app AND a.named = c.id AND a.valid @> t.at
            AND a.company < :named_edge
            AND c.id = (SELECT p.invoice_owner FROM payer_at(:app, a.company, t.at) AS p)
          ORDER BY a.company DESC LIMIT :most)
        UNION ALL
        (SELECT ARRAY['00000000-0000-0000-0000-000000000003', a.company], a.company
           FROM payer_owned(:app, c.id, t.at) AS o (id)
          CROSS JOIN LATERAL (
                SELECT a.company
                  FROM (SELECT a.company, a.valid FROM payer_arrangement AS a
                         WHERE a.app_id = :app AND a.customer_organization = o.id
                           AND a.company < :owned_edge
                         ORDER BY a.company DESC OFFSET 0) AS a
                 WHERE a.valid @> t.at AND a.company <> c.id
                   AND customer_organization_has(:app, o.id, a.company, t.at)
                 ORDER BY a.company DESC LIMIT :most) AS a
          ORDER BY a.company DESC LIMIT :most)
         ORDER BY key DESC LIMIT :most) AS r ON true
  LEFT JOIN LATERAL payer_at(:app, r.company, t.at) AS p ON r.company IS NOT NULL
 WHERE c.app_id = :app AND c.id = :company
   AND (:user::uuid IS NULL OR place_is_seen(:app, :user, c.id))
 ORDER BY r.key DESC;

-- changes_by_move: whose payer would be another one if a company stood under another
-- parent from a time on: the company and those below it whose payer is found in the tree.
WITH RECURSIVE below (company, way) AS (
    SELECT :company::uuid, ARRAY[:company::uuid]
    UNION ALL
    SELECT l.company, b.way || l.company
      FROM below AS b
      JOIN placement AS l
        ON l.app_id = :app AND l.hierarchy = 'main' AND l.parent = b.company
       AND (l.valid @> :since::timestamptz) IS TRUE
     WHERE cardinality(b.way) < 64
), ways AS (
    SELECT trim_array(w.way, 1) AS before,
           CASE WHEN :parent::uuid IS NULL THEN ARRAY[]::uuid[]
                ELSE payer_way(:app, :parent, :since) END AS after
      FROM payer_way(:app, :company, :since) AS w (way)
)
SELECT count(*) OVER () AS count, b.company AS company_id,
       greatest(:since, lower((a.d).valid)) AS since, x.owner AS invoice_owner_before,
       y.owner AS invoice_owner_after,
       CASE (a.d).payment WHEN 'self' THEN b.company ELSE x.owner END
           AS payment_owner_before,
       CASE (a.d).payment WHEN 'self' THEN b.company ELSE y.owner END
           AS payment_owner_after,
       y.lapsed
  FROM below AS b
 CROSS JOIN ways AS w
 CROSS JOIN LATERAL (
       SELECT a AS d FROM payer_arrangement AS a
        WHERE a.app_id = :app AND a.company = b.company
          AND a.valid && tstzrange(:since, :until)
          AND a.kind IN ('parent', 'root', 'ancestor')
       OFFSET 0) AS a
 CROSS JOIN LATERAL payer_by(a.d, :app, w.before || b.way, :since) AS x
 CROSS JOIN LATERAL payer_by(a.d, :app, w.after || b.way, :since) AS y
 WHERE x.owner <> y.owner
 ORDER BY b.way, (a.d).valid
 LIMIT :most;
