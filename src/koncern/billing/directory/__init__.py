"""The directory: the companies that can be invoiced, in order, found by what is known.

A page never costs more than a bounded piece of work, however many companies there are.
What fits a filter is fetched whole and sorted, as long as it is little; else the order
is walked along an index, a piece of it for each page. So a page may hold less than was
asked for: there is more as long as it names the next one.
"""

from koncern.billing.directory.actions import page, property_keys
from koncern.billing.directory.model import CompaniesAsked, SortUnknown

__all__ = ["CompaniesAsked", "SortUnknown", "page", "property_keys"]
