"""What must hold of an app's settings."""

import re
from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from koncern.apps.model import AppChange
from koncern.base import Fault

# A whole address, without a user in it, that links can be made of.
_WEB_PAGE = re.compile(
    r"https?://[^\s/?#@:\"<>\\]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE
)


def faults_of(wanted: AppChange) -> Iterator[Fault]:
    """Say everything that is wrong with new settings."""
    url = wanted.storefront_url
    if isinstance(url, str) and not _WEB_PAGE.fullmatch(url):
        yield Fault("/storefront_url", "is no address of a web page (https://…)")
    language = wanted.default_language
    if isinstance(language, str) and not _is_language(language):
        yield Fault("/default_language", "is no language that is known, like sv or en")


def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
