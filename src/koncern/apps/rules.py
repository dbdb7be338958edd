"""What must hold of an app's settings."""

import re
from collections.abc import Iterator

from koncern.apps.model import AppChange
from koncern.base import Fault, locale_problem

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
    if isinstance(language, str) and (problem := locale_problem(language)):
        yield Fault("/default_language", problem)
