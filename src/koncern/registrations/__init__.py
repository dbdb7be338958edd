"""Registrations: a company's way into an app, and to being active in it."""

from koncern.registrations.actions import register
from koncern.registrations.model import ApprovalNeeded, Registration

__all__ = ["ApprovalNeeded", "Registration", "register"]
