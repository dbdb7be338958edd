"""Attribute templates: the forms that an app gives to the attributes of its companies.

An attribute that names a template must fit it when it is written. One that was kept
before its template changed or went stays as it is until it is written again
(docs/decisions/0017). An attribute that names none is free.
"""

from koncern.labels.attribute_templates.actions import (
    add,
    add_several,
    change,
    delete,
    find_misfits,
    page,
    read,
)
from koncern.labels.attribute_templates.model import (
    BULK_MAX,
    KEY,
    AttributeTemplate,
    AttributeTemplateInvalid,
    AttributeTemplateKeyTaken,
    AttributeTemplatePatch,
    AttributeTemplateUnknown,
    KeptAttributeTemplate,
    NewAttributeTemplate,
)

__all__ = [
    "BULK_MAX",
    "KEY",
    "AttributeTemplate",
    "AttributeTemplateInvalid",
    "AttributeTemplateKeyTaken",
    "AttributeTemplatePatch",
    "AttributeTemplateUnknown",
    "KeptAttributeTemplate",
    "NewAttributeTemplate",
    "add",
    "add_several",
    "change",
    "delete",
    "find_misfits",
    "page",
    "read",
]
