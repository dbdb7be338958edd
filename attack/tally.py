"""The tally of one attack: what it sent, how it was answered, what it found broken."""

import threading
from collections import Counter
from typing import Any

TOLD_MAX = 5


class Tally:
    """Counts from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.bytes = 0
        self.requests = 0
        self.answers: Counter[str] = Counter()
        self.notes: list[str] = []
        self.broken: list[str] = []

    def sent(self, size: int, requests: int = 1) -> None:
        """Count what was sent."""
        with self._lock:
            self.bytes += size
            self.requests += requests

    def answered(self, status: int | str) -> None:
        """Count an answer by its status, or by what came instead of one."""
        with self._lock:
            self.answers[str(status)] += 1

    def note(self, text: str) -> None:
        """Keep something worth knowing."""
        with self._lock:
            self.notes.append(text)

    def breaks(self, text: str) -> None:
        """Keep a promise that was broken."""
        with self._lock:
            self.broken.append(text)

    def expect(self, text: str, *, holds: bool) -> None:
        """Keep a promise that was broken, if it was."""
        if not holds:
            self.breaks(text)

    def as_json(self) -> dict[str, Any]:
        """Return everything, plain."""
        with self._lock:
            return {
                "bytes": self.bytes,
                "requests": self.requests,
                "answers": dict(self.answers.most_common()),
                "notes": self.notes[:TOLD_MAX],
                "broken": self.broken[:TOLD_MAX],
                "broken_count": len(self.broken),
            }
