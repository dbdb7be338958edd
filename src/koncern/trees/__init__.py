"""Trees: which company is below which, now, in the past, and as planned.

- `hierarchies`: the trees that an app has: the main one, and others that it declares.
- `positions`: where each company is in a tree, at any depth and at any time.
- `divisions`: parts of a company that have a place in the tree and no numbers.
- `moves`: a company gets another parent, with all that is below it.
- `scheduled_moves`: moves that take effect by themselves when their time has come.
"""
