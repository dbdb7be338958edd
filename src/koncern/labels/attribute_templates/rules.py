"""Pure rules: what a template may be, and whether an attribute fits one."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from koncern.base import Fault, email_problem, escaped, first_faults, locale_problem
from koncern.labels.attribute_templates.model import (
    AttributeTemplate,
    FieldType,
    NewAttributeTemplate,
    TemplateField,
)

RESOURCE = "organisations"
"""What companies are called among a template's resources."""

RESERVED = frozenset({"bulk"})
"""Keys that a template cannot have: paths end in these words."""

OPTIONS_TOLD_MAX = 20

_URL = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(rf"{_DATE.pattern}[Tt ][0-9:.]+([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})")
_Moment = Annotated[datetime, Meta(tz=True)]


def template_faults(template: NewAttributeTemplate | AttributeTemplate) -> list[Fault]:
    """Find what is wrong with a template, each at its place."""
    faults = first_faults(_field_faults(template.fields))
    if template.key in RESERVED:
        faults.append(Fault("/key", f"cannot be {template.key}"))
    return faults


def _field_faults(fields: list[TemplateField]) -> Iterator[Fault]:
    seen = set()
    for place, field in enumerate(fields):
        if field.key in seen:
            yield Fault(f"/fields/{place}/key", "is the key of another field, too")
        seen.add(field.key)
        options = field.options or []
        if field.type.has_options and not options:
            yield Fault(f"/fields/{place}/options", f"are required for {field.type}")
        if options and not field.type.has_options:
            yield Fault(
                f"/fields/{place}/options", f"are for select, and not for {field.type}"
            )
        if len(set(options)) < len(options):
            yield Fault(f"/fields/{place}/options", "name one more than once")


def misfits(
    pointer: str, attribute: Mapping[str, Any], template: AttributeTemplate
) -> Iterator[Fault]:
    """Find where an attribute does not fit its template."""
    if template.resources and RESOURCE not in template.resources:
        yield Fault(
            f"{pointer}/template_key",
            "is no template for organisations, but for "
            f"{', '.join(template.resources)}",
        )
    fields = {field.key: field for field in template.fields}
    for key, value in attribute["values"].items():
        place = f"{pointer}/values/{escaped(key)}"
        field = fields.get(key)
        if field is None:
            known = ", ".join(fields) or "none"
            yield Fault(place, f"is no field of {template.key}; its fields: {known}")
        elif value is not None and (problem := _problem(value, field)):
            yield Fault(place, problem)
    for name, texts in (attribute["translations"] or {}).items():
        if texts and not template.translatable:
            yield Fault(
                f"{pointer}/translations/{name}", f"{template.key} is not translatable"
            )
            continue
        for locale in texts:
            if problem := locale_problem(locale):
                place = f"{pointer}/translations/{name}/{escaped(locale)}"
                yield Fault(place, problem)


def _problem(value: Any, field: TemplateField) -> str | None:
    """Say in words why a value is none of its field's type; null is always one."""
    options = field.options or []
    match field.type:
        case FieldType.SELECT:
            return None if value in options else f"must be one of {_few(options)}"
        case FieldType.MULTI_SELECT:
            return _choice_problem(value, options)
        case FieldType.EMAIL if isinstance(value, str):
            return email_problem(value)
    fits, words = _CHECKS[field.type]
    return None if fits(value) else words


def _choice_problem(value: Any, options: list[str]) -> str | None:
    known = {*options}
    if not isinstance(value, list) or not all(
        isinstance(each, str) and each in known for each in value
    ):
        return f"must be a list of some of {_few(options)}"
    return "names one more than once" if len(set(value)) < len(value) else None


def _few(options: list[str]) -> str:
    more = ", …" if len(options) > OPTIONS_TOLD_MAX else ""
    return ", ".join(options[:OPTIONS_TOLD_MAX]) + more


def _is_a(*kinds: type) -> Callable[[Any], bool]:
    """Return a check for kinds of values; true and false are no numbers."""
    return lambda value: (
        isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
    )


def _is_text_of(pattern: re.Pattern[str], kind: Any = str) -> Callable[[Any], bool]:
    """Return a check for texts of a form, which can be read as a kind."""
    return lambda value: (
        isinstance(value, str) and bool(pattern.fullmatch(value)) and _is(value, kind)
    )


def _is(value: str, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


_CHECKS: dict[FieldType, tuple[Callable[[Any], bool], str]] = {
    FieldType.TEXT: (_is_a(str), "must be text"),
    FieldType.NUMBER: (_is_a(int, float), "must be a number"),
    FieldType.INTEGER: (_is_a(int), "must be a whole number"),
    FieldType.BOOLEAN: (_is_a(bool), "must be true or false"),
    FieldType.DATE: (_is_text_of(_DATE, date), "must be a date: 2026-09-01"),
    FieldType.DATETIME: (
        _is_text_of(_TIME, _Moment),
        "must be a time with its zone (RFC 3339): 2026-09-01T08:30:00Z",
    ),
    FieldType.URL: (_is_text_of(_URL), "must be an address (https://…)"),
    FieldType.EMAIL: (_is_a(str), "must be an e-mail address"),
    FieldType.JSON: (lambda _: True, ""),
}
