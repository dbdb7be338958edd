"""What python-stdnum knows of numbers, and how it is said to a person."""

import re
from functools import cache
from typing import Protocol

import pycountry
from stdnum import exceptions, get_cc_module

_PROBLEMS = {
    exceptions.InvalidChecksum: "the check digit is wrong",
    exceptions.InvalidLength: "it has the wrong number of digits",
    exceptions.InvalidFormat: "it has characters or a form that none has",
    exceptions.InvalidComponent: "a part of it cannot be right",
}

_TAKES_THE = re.compile(
    r"United |.*(Islands|Republic|Territor(y|ies))\b|Netherlands|Philippines|Bahamas"
    r"|Maldives|Gambia|Comoros|Isle of Man|Holy See|Russian Federation"
)
"""Countries that are spoken of with an article."""


class Rules(Protocol):
    """What python-stdnum knows of one kind of number."""

    def validate(self, number: str) -> str:
        """Return a number in its compact form, or say what is wrong with it."""

    def compact(self, number: str) -> str:
        """Return a number without what only makes it readable."""


class NumberImpossible(ValueError):  # noqa: N818 - says what is the case
    """A number that cannot be right, and why, in words."""


@cache
def rules_of(country: str, *names: str) -> tuple[Rules, ...]:
    """Return those of python-stdnum's modules that a country has."""
    found = [get_cc_module(country.lower(), name) for name in names if country]
    return tuple(module for module in found if module)


def checked(text: str, rules: tuple[Rules, ...], what: str) -> str:
    """Return a number's compact form by the first rules that it fits.

    Marks that people put between digits do not count, be they usual there or not.
    """
    problem: exceptions.ValidationError | None = None
    for each in rules:
        try:
            return str(each.validate(text))
        except exceptions.ValidationError:
            try:
                return str(each.validate(bare(text)))
            except exceptions.ValidationError as error:
                problem = problem or error
    if problem is not None:
        raise NumberImpossible(f"is no {what}: {in_words(problem)}")
    if compact := bare(text):
        return compact
    raise NumberImpossible(f"is no {what}: it has no letter and no digit")


def in_words(problem: exceptions.ValidationError) -> str:
    """Say what is wrong with a number."""
    return _PROBLEMS.get(type(problem), "it is malformed")


def bare(text: str) -> str:
    """Return the letters and digits of a text, in capitals."""
    return re.sub(r"[\W_]", "", text).upper()


@cache
def of_country(what: str, country: str) -> str:
    """Say whose number one is, as far as the country is known."""
    found = pycountry.countries.get(alpha_2=country)
    if not found:
        return what
    name = getattr(found, "common_name", found.name)
    name = " ".join(reversed(name.split(", ", 1)))
    article = "the " if _TAKES_THE.match(name) else ""
    return f"{what} of {article}{name}"
