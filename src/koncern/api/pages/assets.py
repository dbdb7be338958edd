"""Assets: the style sheet and the icon of the pages."""

import hashlib
from importlib.resources import files

STYLE = files("koncern.api.pages").joinpath("style.css").read_bytes()

STYLE_ADDRESS = f"/docs/style.css?v={hashlib.sha256(STYLE).hexdigest()[:12]}"
"""Another style has another address, so that it can be kept for ever."""

ICON = b"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<g fill="none" stroke="#1f7a7a" stroke-width="3" stroke-linecap="round">
<path d="M16 13v5M16 18H8v4M16 18h8v4"/></g>
<g fill="#1f7a7a"><rect x="11" y="3" width="10" height="10" rx="3"/>
<rect x="3" y="21" width="10" height="8" rx="2.5"/>
<rect x="19" y="21" width="10" height="8" rx="2.5"/></g></svg>
"""
"""A parent and its two children."""
