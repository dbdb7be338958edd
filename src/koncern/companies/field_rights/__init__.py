"""Field rights: who sets which field of a company, in one table.

A company's admins set the facts about it, and the seller sets the terms of sale. Users can
ask for terms with a pending company, because the seller reads all of it before approving it
(docs/decisions/0011 and 0044). Every check
asks the table. `docs/fields.md`, the page `/docs/fields` and the descriptions in OpenAPI
are made from it.
"""

from koncern.companies.field_rights.model import Field, May, Setter
from koncern.companies.field_rights.rules import (
    FIELDS,
    TABLE,
    TERMS,
    filled,
    not_theirs,
)

__all__ = ["FIELDS", "TABLE", "TERMS", "Field", "May", "Setter", "filled", "not_theirs"]
