"""Phone numbers: whether one can be, and the form in which two spellings are one.

libphonenumber knows the countries' numbers. A number is refused when it has a length
that none has there, not when its range is unknown: ranges are handed out faster than
releases are. Without a country's code and without a country it is kept as it is.
"""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

from koncern.standards.identifiers.rules import NumberImpossible, of_country

DIGITS_MIN, DIGITS_MAX = 3, 15
"""The shortest number that is dialled, and the longest there is (ITU-T E.164)."""

_PLAIN = re.compile(r"[-\s().]+")
_E164 = re.compile(r"\+([1-9][0-9]{6,14})")
_TYPED = re.compile(
    r"(?:tel:)?[+\uff0b]?[-\d\s()./\u2010-\u2015]+"
    r"(?:(?:ext\.?|extension|x|#|;ext=)\s*\d{1,7})?",
    re.IGNORECASE,
)

_PROBLEMS = {
    ValidationResult.INVALID_COUNTRY_CODE: "no country has its code",
    ValidationResult.TOO_SHORT: "it is too short",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "the area code is missing",
    ValidationResult.TOO_LONG: "it is too long",
    ValidationResult.INVALID_LENGTH: "it has the wrong number of digits",
}


@lru_cache(maxsize=4096)
def phone_number(text: str, country: str) -> str | None:
    """Check a phone number; return it as E.164, or None where nothing tells its country.

    A country is told by the number's own code, or else by the place it is used at.
    """
    if e164 := _plainly_e164(text):
        return e164
    typed = text.strip()
    if not _TYPED.fullmatch(typed):
        raise NumberImpossible("is no phone number: it has characters that none has")
    has_code = typed.lower().removeprefix("tel:").startswith(("+", "\uff0b"))
    region = country if country in phonenumbers.SUPPORTED_REGIONS else None
    if region is None and not has_code:
        _check_length(typed)
        return None
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException as problem:
        raise NumberImpossible(f"is no phone number: {_in_words(problem)}") from None
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict in _PROBLEMS:
        hint = "" if has_code else "; if it is of another country, begin with its +code"
        raise NumberImpossible(f"is no {_whose(number)}: {_PROBLEMS[verdict]}{hint}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _plainly_e164(text: str) -> str | None:
    """Take the everyday number at a tenth of the cost: + and digits of a right length.

    One whose national part begins with 0 may have a prefix that has to go.
    """
    found = _E164.fullmatch(_PLAIN.sub("", text))
    if not found:
        return None
    digits = found[1]
    for length in (1, 2, 3):
        code = int(digits[:length])
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE and digits[length] != "0":
            number = PhoneNumber(
                country_code=code, national_number=int(digits[length:])
            )
            verdict = phonenumbers.is_possible_number_with_reason(number)
            return f"+{digits}" if verdict == ValidationResult.IS_POSSIBLE else None
    return None


def _check_length(typed: str) -> None:
    digits = sum(each.isdigit() for each in typed)
    if not DIGITS_MIN <= digits <= DIGITS_MAX:
        problem = "short" if digits < DIGITS_MIN else "long"
        raise NumberImpossible(f"is no phone number: it is too {problem}")


def _whose(number: PhoneNumber) -> str:
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return of_country("phone number", region)


def _in_words(problem: phonenumbers.NumberParseException) -> str:
    if problem.error_type == problem.INVALID_COUNTRY_CODE:
        return "no country has its code"
    if problem.error_type == problem.TOO_LONG:
        return "it is too long"
    return "it is too short"
