"""Plans hold where rows are spread unevenly: one app, label, tree or user has nearly all.

A plan is made once, without knowing for whom. What PostgreSQL knows of the tables then
says that nearly every row is the one app's, or shows the one label: it must not conclude
that reading all of them is as good.
"""

from collections.abc import Iterator

import pytest
from catalog import Catalog
from test_postgresql_understands import (
    APPS,
    SEED,
    Plans,
    plans_on,
    seeded,
    sorted_pages,
    whole_reads,
)

from house import hold

LARGE = 3600
SMALL = 40

SPREAD = f"""
INSERT INTO app (app_id, slug, name, created_at)
SELECT gen_random_uuid(), 'app-' || n, 'App', now() FROM generate_series(1, {APPS}) n;
CREATE TEMPORARY TABLE spread AS
    SELECT app_id, n, uuidv7() AS id
      FROM app, generate_series(1, CASE slug WHEN 'app-1' THEN {LARGE}
                                             ELSE {SMALL} END) AS n;
"""

SKEW = """
CREATE TEMPORARY TABLE large AS
    SELECT s.* FROM spread AS s JOIN app AS a ON a.app_id = s.app_id
     WHERE a.slug = 'app-1';
CREATE TEMPORARY TABLE first AS SELECT * FROM large WHERE n = 1;

-- Labels that nine of ten companies have, and others that three have.
INSERT INTO company_tag (app_id, company, tag)
SELECT l.app_id, l.id, t.id FROM large AS l JOIN tag AS t ON t.app_id = l.app_id
 WHERE t.key = 'tag-1' AND l.n % 10 > 0 OR t.key = 'tag-2' AND l.n <= 3;
INSERT INTO company_store_group (app_id, company, store_group)
SELECT l.app_id, l.id, g.id FROM large AS l JOIN store_group AS g ON g.app_id = l.app_id
 WHERE g.slug = 'group-1' AND l.n % 10 > 0 OR g.slug = 'group-2' AND l.n <= 3
    ON CONFLICT DO NOTHING;
INSERT INTO company_customer_group (app_id, company, customer_group)
SELECT l.app_id, l.id, g.id
  FROM large AS l JOIN customer_group AS g ON g.app_id = l.app_id
 WHERE g.slug = 'group-1' AND l.n % 10 > 0 OR g.slug = 'group-2' AND l.n <= 3
    ON CONFLICT DO NOTHING;

-- One tree of all, with three levels; one user and one organization of all.
ALTER TABLE company DISABLE TRIGGER USER;
UPDATE company AS c SET parent = f.id FROM first AS f
 WHERE c.app_id = f.app_id AND c.id <> f.id;
ALTER TABLE company ENABLE TRIGGER USER;
UPDATE placement AS p SET parent = f.id FROM first AS f
 WHERE p.app_id = f.app_id AND p.company <> f.id;
UPDATE ancestry AS a SET path = f.id || array_remove(a.path, f.id) FROM first AS f
 WHERE a.app_id = f.app_id;
INSERT INTO membership (app_id, "user", company, level, created_at, updated_at)
SELECT l.app_id, f.id, l.id, 'admin', now(), now() FROM large AS l, first AS f
    ON CONFLICT DO NOTHING;
INSERT INTO customer_organization_member
       (app_id, customer_organization, company, name, added_at)
SELECT l.app_id, f.id, l.id, 'Member', now() FROM large AS l, first AS f
 WHERE l.n > 2;
INSERT INTO customer_group_user (app_id, customer_group, "user", added_at)
SELECT l.app_id, g.id, l.id, now()
  FROM large AS l JOIN customer_group AS g ON g.app_id = l.app_id
 WHERE g.slug = 'group-1' ON CONFLICT DO NOTHING;

-- Everything happened to one company, and by one who asked.
INSERT INTO event (app_id, type, subject, actor_kind, actor, request_id, happened_at)
SELECT l.app_id, 'company.changed', f.id, 'user', f.id::text, '', now()
  FROM large AS l, first AS f;
SELECT search_put(f.app_id, ARRAY(SELECT l.id FROM large AS l)) FROM first AS f;
DROP TABLE large, first;
ANALYZE;
"""


@pytest.fixture(scope="module")
def plans(catalog: Catalog) -> Iterator[Plans]:
    """The plan of every statement, where nearly all rows are one app's."""
    with seeded(catalog, SPREAD + SEED + SKEW):
        yield plans_on(catalog)


def test_no_statement_reads_a_large_table_whole(plans: Plans) -> None:
    hold(
        "no statement reads a large table whole, whoever has most of the rows",
        whole_reads(plans),
        "write the condition so that no plan but that of an index fits",
    )


def test_a_page_is_read_in_order(plans: Plans) -> None:
    hold(
        "a page is read in the order of an index, whoever has most of the rows",
        sorted_pages(plans),
        "let an index begin with app_id and go on with the order of the list",
    )
