"""Koncern: the system of record for the companies that buy from you."""

__version__ = "0.1.0"
