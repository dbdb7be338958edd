"""Reading a package's queries file."""

from koncern.db.sql import parse

TEXT = """\
-- find: one thing of an app.
SELECT id, made_at::date FROM thing
 -- a remark about it
 WHERE app_id = :app AND name = :name AND other = :name AND at < :now;

-- forget: all of it.
DELETE FROM thing WHERE app_id = :app
"""


def test_each_statement_has_its_name_and_sentence():
    found = parse(TEXT)

    assert [(query.name, query.about) for query in found] == [
        ("find", "one thing of an app."),
        ("forget", "all of it."),
    ]


def test_facts_become_numbered_parameters_in_order():
    find, _ = parse(TEXT)

    assert find.facts == ("app", "name", "now")
    assert find.text == (
        "SELECT id, made_at::date FROM thing\n"
        " WHERE app_id = $1 AND name = $2 AND other = $2 AND at < $3"
    )
