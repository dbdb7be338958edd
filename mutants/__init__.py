"""Mutation testing: change one thing in the source, and see whether a test fails.

`make mutants` draws a sample of mutants: Python's with the operators of cosmic-ray, those of
SQL with a few of our own (`sql`). Each is written into a copy of the tree, where the tests
that concern its package (`concerns`) run until one fails. The mutants that no test notices
are printed with their places, and the share of the others (decision 0055).
"""
