"""Every setting has its meaning in docs/settings.md, and README leads there."""

from dataclasses import fields

from house import ROOT, hold
from koncern.base import Settings

NAMES = [setting.metadata["name"] for setting in fields(Settings)]


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    hold(
        "every setting stands in docs/settings.md with its meaning",
        (
            setting.metadata["name"]
            for setting in fields(Settings)
            if f"`{setting.metadata['name']}`" not in page
            or setting.metadata["meaning"] not in page
        ),
        "write the pages again: python -m koncern.api.pages",
    )


def test_no_setting_is_documented_that_is_gone() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}

    hold(
        "docs/settings.md names settings that there are",
        told - set(NAMES),
        "write the pages again: python -m koncern.api.pages",
    )


def test_the_readme_leads_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    hold(
        "README.md links the settings",
        [] if "docs/settings.md" in readme else ["README.md"],
        "link docs/settings.md in README.md",
    )
