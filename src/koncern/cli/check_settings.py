"""Looking at the settings: whether each is known, readable and makes sense."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from koncern.base import SettingInvalid, Settings
from koncern.cli.findings import Finding, fine, warning, wrong

LOG_LEVELS = ("debug", "info", "warning", "error")
SETTINGS = tuple(setting.metadata["name"] for setting in fields(Settings))
OF_COMMANDS = ("KONCERN_PASSWORD",)
"""Variables that one command reads, and that are no settings."""


def check_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at every variable that is, or may be meant as, a setting."""
    found = [
        *_unreadable(environment),
        *_conflicting(Settings.from_environment(readable_part(environment))),
        *_unknown(environment),
    ]
    given = [name for name in SETTINGS if environment.get(name)]
    text = f"{', '.join(given)} given" if given else "none given"
    yield from found or [fine("settings", f"{text}, the rest by default")]


def readable_part(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that can be read."""
    return {
        name: environment[name]
        for name in SETTINGS
        if name in environment and not _problem(name, environment[name])
    }


def _problem(name: str, text: str) -> str | None:
    try:
        Settings.from_environment({name: text})
    except SettingInvalid as invalid:
        return invalid.detail
    return None


def _unreadable(environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in SETTINGS:
        if problem := _problem(name, environment.get(name, "")):
            yield wrong("settings", f"{problem}.")


def _conflicting(settings: Settings) -> Iterator[Finding]:
    if settings.log_level.lower() not in LOG_LEVELS:
        yield wrong(
            "settings",
            f"KONCERN_LOG_LEVEL is {settings.log_level!r}; say "
            f"{', '.join(LOG_LEVELS[:-1])} or {LOG_LEVELS[-1]}.",
        )
    if not 1 <= settings.port <= 65535:
        yield wrong("settings", "KONCERN_PORT must lie between 1 and 65535.")
    for name, number in (
        ("KONCERN_WORKERS", settings.workers),
        ("KONCERN_CONNECTIONS", settings.connections),
        ("KONCERN_STATEMENT_SECONDS_MAX", settings.statement_seconds_max),
    ):
        if number < 1:
            yield wrong("settings", f"{name} must be 1 or more.")


def _unknown(environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in sorted(environment):
        if not name.startswith("KONCERN") or name in (*SETTINGS, *OF_COMMANDS):
            continue
        near = get_close_matches(name, SETTINGS, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        yield warning(
            "settings", f"{name} is no setting of Koncern and does nothing.{guess}"
        )
