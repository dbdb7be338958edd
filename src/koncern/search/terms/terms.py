"""Terms: what is asked for, in the language of PostgreSQL's text search.

Each term is kept as the app's code, a letter for what it is, and the value
(`search_put` in the migrations writes them).
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize
from uuid import UUID

from koncern.db import Row

PIECES_MAX = 6
"""How many pieces of a text count; it is compared with the names as a whole."""

BEGUN_MIN = 2
NUMBER_MIN = 3
DIGITS_MIN = 5
NUMBER_MAX = 40
FIELD_MAX = 100

VAT_COUNTRIES = [
    "AT",
    "BE",
    "BG",
    "CH",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "EL",
    "ES",
    "FI",
    "FR",
    "GB",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "NO",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
    "XI",
]

NONE = "'~'"
"""What no company has."""

ALL = f"!{NONE}"
"""What every company matches."""

_TOKEN = re.compile(r"(!?)'((?:[^']|'')*)'(:\*)?|([(|)])")
_EMAIL = re.compile(r"([^@\s]*)@([^@\s]+\.[^@\s]+)")
_DOMAIN = re.compile(r"[^@\s.]+(\.[^@\s.]+)+")


class Piece(NamedTuple):
    """A piece of a text: what it demands, and by how many terms."""

    demand: str
    terms: int
    words: Sequence[str]
    """What each of its words demands, or all of it if it may stand for something else."""
    exact: Sequence[str] = ()
    """What they demand as they are, if the last of them may be only begun."""

    @property
    def is_begun(self) -> bool:
        """Whether it demands all that begins so: the index reads that as a whole."""
        return "':*" in self.demand


class Terms:
    """The terms of one app."""

    def __init__(self, app: UUID) -> None:
        self._code = str(app)[-6:]

    def one(self, letter: str, value: str = "", *, is_begun: bool = False) -> str:
        """Return the term of a letter and value, or of all values that begin so."""
        text = f"{self._code}{letter}{value}".replace("\\", "\\\\").replace("'", "''")
        return f"'{text}'{':*' if is_begun else ''}"

    def id(self, letter: str, id_: UUID) -> str:
        """Return the term of an id."""
        return self.one(letter, b64encode(id_.bytes).decode().rstrip("="))

    def field(self, key: str, value: str) -> str:
        """Return the term of a custom field; a long one's is its hash."""
        text = f"{key}={value}"
        if len(key.encode()) + len(value.encode()) > FIELD_MAX:
            text = hashlib.sha256(text.encode()).hexdigest()
        return self.one("f", text)

    def identifiers(self, piece: str) -> list[str]:
        """Return the terms of the addresses and numbers that begin with a piece."""
        return [*self._addresses(piece), *self.number(piece)]

    def piece(
        self, identifiers: list[str], rows: Sequence[Row], *, is_last: bool
    ) -> Piece:
        """Return what a piece of a text may stand for: identifiers, or its words."""
        words = [
            self._word(
                row["word"], row["similar"], is_begun=is_last and row is rows[-1]
            )
            for row in rows
        ]
        ways = max((1 + len(row["similar"]) for row in rows), default=0)
        if identifiers:
            demand = any_of([*identifiers, all_of(words)])
            return Piece(demand, len(identifiers) + ways, [demand])
        exact = [self.one("w", row["word"]) for row in rows]
        is_begun = is_last and exact != words
        return Piece(all_of(words), ways, words, exact if is_begun else ())

    def number(self, text: str) -> list[str]:
        """Return the terms of the numbers that begin with a text, if any can.

        Who types a VAT number without its country means one of those that have it.
        """
        number = re.sub(r"[\W_]+", "", normalize("NFKC", text)).upper()
        if not (NUMBER_MIN <= len(number) <= NUMBER_MAX and re.search(r"\d", number)):
            return []
        begun = [number]
        if re.fullmatch(r"\d{8,}", number):
            begun += [country + number for country in VAT_COUNTRIES]
        return [self.one("n", each, is_begun=True) for each in begun]

    def _word(self, word: str, similar: Iterable[str], *, is_begun: bool) -> str:
        begun = is_begun and (len(word) >= BEGUN_MIN or not word.isascii())
        return any_of(
            [self.one("w", word, is_begun=begun)]
            + [self.one("w", each) for each in similar]
        )

    def _addresses(self, piece: str) -> list[str]:
        """Return the terms of the e-mail addresses that a piece may be part of."""
        text = piece.lower()
        if match := _EMAIL.fullmatch(text):
            return [self.one("e", f"{match[2]}@{match[1]}", is_begun=True)]
        if _DOMAIN.fullmatch(text):
            return [self.one("e", text, is_begun=True)]
        return []


def any_of(terms: Iterable[str]) -> str:
    """Return the alternatives as one; empty if there are none."""
    told = [each for each in terms if each]
    return f"({' | '.join(told)})" if len(told) > 1 else "".join(told)


def all_of(terms: Iterable[str]) -> str:
    """Return the demands as one; empty if there are none."""
    told = [each for each in terms if each]
    return f"({' & '.join(told)})" if len(told) > 1 else "".join(told)


def required(wanted: str) -> list[str]:
    """Return the terms that whoever meets a demand has: those without an alternative."""
    found: list[list[str]] = [[]]
    are_choices = [False]
    for denied, term, begun, sign in _TOKEN.findall(wanted):
        if sign == "(":
            found.append([])
            are_choices.append(False)
        elif sign == "|":
            are_choices[-1] = True
        elif sign == ")":
            inner = found.pop()
            found[-1] += [] if are_choices.pop() else inner
        elif not denied and not begun:
            found[-1].append(term.replace("''", "'").replace("\\\\", "\\"))
    return [] if are_choices[0] else found[0]


class TextMeant:
    """What a text stands for: what each of its pieces demands."""

    def __init__(self, app: UUID, text: str, rows: Sequence[Row]) -> None:
        terms = Terms(app)
        pieces = pieces_of(text)
        by_piece: list[list[Any]] = [[] for _ in pieces]
        for row in rows:
            by_piece[row["place"] - 1].append(row)
        last = max((row["place"] for row in rows), default=0) - 1
        identifiers = [terms.identifiers(piece) for piece in pieces]
        meant = [
            terms.piece(own, of_it, is_last=place == last)
            for place, (own, of_it) in enumerate(
                zip(identifiers, by_piece, strict=True)
            )
        ]
        self.form: str = rows[0]["form"] if rows else ""
        self.pieces = [piece for piece in meant if piece.demand]
        # How many companies have a number or an address that begins so, nobody can guess.
        self.is_of_words = not any(identifiers)
        self.as_number = ""
        """What the text demands if all of it is one number, in several pieces."""
        if len(text.split()) > 1 and len(re.findall(r"\d", text)) >= DIGITS_MIN:
            self.as_number = any_of(terms.number(text))


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a text that count, each once."""
    once: dict[str, str] = {}
    for piece in text.split():
        once.setdefault(piece.casefold(), piece)
    return [*once.values()][:PIECES_MAX]
