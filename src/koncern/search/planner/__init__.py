"""Search planner: which attempts find what matches, the cheapest first.

All lists of companies use it: by filters, by a text, and the directory of customers.
Decisions 0030, 0034 and 0036 tell what the costs are made of.
"""

from koncern.search.planner.demands import weigh
from koncern.search.planner.estimates import Estimates, estimate
from koncern.search.planner.listing import ListPlan, plan_list
from koncern.search.planner.lookups import (
    CANDIDATES_MAX,
    Lookup,
    choose_loose_ways,
    plan_loose_text,
    plan_text,
)
from koncern.search.planner.plans import Fetch, Plan, Walk, run_attempts

__all__ = [
    "CANDIDATES_MAX",
    "Estimates",
    "Fetch",
    "ListPlan",
    "Lookup",
    "Plan",
    "Walk",
    "choose_loose_ways",
    "estimate",
    "plan_list",
    "plan_loose_text",
    "plan_text",
    "run_attempts",
    "weigh",
]
