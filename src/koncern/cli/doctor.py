"""The doctor: looks at a set-up, and tells in words what is wrong and what to do.

It changes nothing: it makes no cluster, starts no server and runs no migration; the
one thing that it writes, into the file store, it removes again.
"""

import os
from collections.abc import Iterator, Mapping

from koncern.base import Settings
from koncern.cli.check_database import check_database
from koncern.cli.check_files import check_files
from koncern.cli.check_machine import check_machine
from koncern.cli.check_mail import check_mail
from koncern.cli.check_settings import check_settings, readable_part
from koncern.cli.findings import Finding


def examine(environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Look at everything, and return what was found."""
    return [*_findings(environment)]


def _findings(environment: Mapping[str, str]) -> Iterator[Finding]:
    yield from check_settings(environment)
    # What cannot be read is taken for its default, so that the rest is seen too.
    settings = Settings.from_environment(readable_part(environment))
    yield from check_machine(settings)
    yield check_mail(settings)
    yield from check_database(settings)
    yield from check_files(settings)
