"""Members: the companies in an organization, page by page: now, at a time, at all times.

Who is added and removed is a matter of the organization (`billing/organizations`).
"""

from koncern.billing.members.actions import history, page
from koncern.billing.members.model import MembersAsked, MemberTimesAsked

__all__ = ["MemberTimesAsked", "MembersAsked", "history", "page"]
