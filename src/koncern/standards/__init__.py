"""Standards: what states, registries and posts prescribe, and nobody here decides.

- `identifiers`: numbers of companies, tax identifiers and phones: form, check, comparison.
- `places`: postal addresses: how they are written, checked, kept and printed.
"""
