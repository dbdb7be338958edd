"""docs/limits.md says of every limit what the code keeps, and README leads there."""

from dataclasses import fields

from house import ROOT, hold
from koncern import limits
from koncern.api.pages.catalogue import limits_page
from koncern.base import Settings

AGAIN = "write the pages again: python -m koncern.api.pages"


def test_the_page_is_what_the_code_says() -> None:
    written = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8").splitlines()
    said = limits_page().splitlines()

    hold("docs/limits.md is written from the code", {*written} ^ {*said}, AGAIN)


def test_a_setting_that_changes_a_limit_has_it_as_default() -> None:
    defaults = {each.metadata["name"]: each.default for each in fields(Settings)}

    hold(
        "the default of a setting is the limit that it changes",
        (
            f"{limit.setting}: {defaults.get(limit.setting)}, not {limit.most}"
            for limit in limits.TABLE
            if limit.setting and defaults.get(limit.setting) != limit.most
        ),
        "take the default in base/settings.py from koncern.limits",
    )


def test_every_limit_is_kept_somewhere() -> None:
    names = {name for name in vars(limits) if name.isupper() and name[0] != "_"} - {
        "TABLE",
        "KIB",
        "MIB",
        "GIB",
    }
    source = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src" / "koncern").rglob("*.py")
    ]

    hold(
        "code reads each limit from koncern.limits",
        (
            name
            for name in names
            if not any(f"limits.{name}" in each for each in source)
        ),
        "delete the limit, or read it where it is kept",
    )


def test_the_readme_leads_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    hold(
        "README.md links the limits",
        [] if "docs/limits.md" in readme else ["README.md"],
        "link docs/limits.md in README.md",
    )


def test_errors_and_sql_repeat_the_same_numbers() -> None:
    errors = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8").splitlines()
    functions = ROOT / "src" / "koncern" / "companies" / "functions.sql"
    said = {
        "AddressesFull": f"{limits.ADDRESSES_PER_KIND:,} addresses",
        "AliasesTooMany": f"{limits.ALIASES_PER_COMPANY:,} aliases",
        "CompanyTooLarge": f"{limits.COMPANY_BYTES // limits.KIB} KiB",
        "ContactsTooMany": f"{limits.CONTACTS_PER_COMPANY:,} contacts",
        "OrganizationsTooMany": f"{limits.CUSTOMER_ORGANIZATIONS_PER_COMPANY} org",
        "TooManyFiles": f"({limits.FILES_OF_COMPANY:,})",
    }
    guard = f"IF octet_length(NEW.document) <= {limits.COMPANY_BYTES} THEN"

    assert guard in functions.read_text(encoding="utf-8")
    hold(
        "an error says the number that the code keeps",
        (
            f"{code}: not {number}"
            for code, number in said.items()
            if not any(f"| `{code}` |" in row and number in row for row in errors)
        ),
        "write the failure's sentence again, after koncern.limits",
    )
