"""What can be wrong with a contact."""

from koncern.base import Conflict, Invalid, Missing


class ContactUnknown(Missing):
    """There is no such contact of this customer."""


class ContactArchived(Conflict):
    """The contact is archived; it cannot be changed any more."""


class ContactInvalid(Invalid):
    """The contact cannot be as it was described; `errors` names each place."""


class LastPrimaryContact(Conflict):
    """A customer keeps a PRIMARY contact: make another one PRIMARY first."""


class ContactsTooMany(Conflict):
    """A customer has at most 1,000 contacts; archive those that get no mail any more."""
