"""Names of companies for the seed: varied as in a register, or all alike.

`realistic` puts a name together out of trades, family names, towns, made-up words and
legal forms, each drawn by the company's number. `alike` counts "Acme Nordic 123 AB" up:
the worst case for a search, as nearly every name has nearly every word.
"""

import re
from pathlib import Path

_TEXT = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
WORDS = {name: words.split() for name, words in re.findall(r"\[(\w+)\]([^\[]+)", _TEXT)}

REALISTIC, ALIKE = "realistic", "alike"
KINDS = (REALISTIC, ALIKE)


def drawn(kind: str) -> str:
    """Return SQL that names the company with the number `n`."""
    if kind == ALIKE:
        return "'Acme Nordic ' || n || ' AB'"
    made_up = f"{_one('beginnings', 1)} || {_one('middles', 2)} || {_one('endings', 3)}"
    family, trade, form = (_one("families", 4), _one("trades", 5), _one("forms", 6))
    epithet, other = _one("epithets", 8), _one("trades", 10)
    return (
        "CASE hashint4extended(n, 0) & 7"
        f" WHEN 0 THEN concat_ws(' ', {family}, {trade}, {form})"
        f" WHEN 1 THEN concat_ws(' ', {family}, '&', {_one('families', 9)}, {form})"
        f" WHEN 2 THEN concat_ws(' ', {town(7)}, {trade}, {form})"
        f" WHEN 3 THEN concat_ws(' ', {epithet}, {trade}, {other}, {form})"
        f" WHEN 4 THEN concat_ws(' ', {epithet}, {trade}, {town(7)}, {form})"
        f" WHEN 5 THEN concat_ws(' ', {made_up}, {form})"
        f" ELSE concat_ws(' ', {made_up}, {trade}, {form}) END"
    )


def town(draw: int) -> str:
    """Return SQL that draws a town for the company with the number `n`."""
    return _one("towns", draw)


def _one(kind: str, draw: int) -> str:
    """Return SQL that draws a word of a kind; another `draw` draws another one."""
    words = WORDS[kind]
    listed = ",".join(words)
    place = f"1 + (hashint4extended(n, {draw}) >> 1 & 1073741823) % {len(words)}"
    return f"('{{{listed}}}'::text[])[({place})::integer]"
