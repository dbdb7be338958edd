"""Field rights: who sets which field of a company, in one table.

Facts about a company are its own people's to tell. Terms of sale are the seller's: users
may ask for them with a company that waits for approval, because somebody of the seller's
looks at all of it before it becomes active (docs/decisions/0011 and 0044). Every check
asks the table. `docs/fields.md`, the page `/docs/fields` and the descriptions in OpenAPI
are made from it.
"""

from koncern.field_rights.model import Field, May, Setter
from koncern.field_rights.rules import FIELDS, TABLE, TERMS, filled, not_theirs

__all__ = ["FIELDS", "TABLE", "TERMS", "Field", "May", "Setter", "filled", "not_theirs"]
