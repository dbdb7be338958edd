"""What must hold of a company that is to be changed."""

from koncern.base import Actor
from koncern.companies import CompanyArchived, CompanyRejected


def refuse_closed(actor: Actor, /, *, status: str, is_archived: bool) -> None:
    """Refuse to change an archived company, and a user to change a rejected one."""
    if is_archived:
        raise CompanyArchived
    if status == "rejected" and actor.user is not None:
        raise CompanyRejected
