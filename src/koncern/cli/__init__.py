"""The command line: what an operator does at the machine."""

from koncern.cli.main import main

__all__ = ["main"]
