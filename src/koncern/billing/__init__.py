"""Billing: who gets the invoices, who pays them, and under which tax numbers.

- `organizations`: an owner company and its members: billing's parent and children.
- `members`: who is in an organization, at any time, page by page.
- `scheduled_members`: who joins or leaves an organization at a set time.
- `payers`: who receives a company's invoices, and who pays them, at any time.
- `customers`: a company as invoices see it.
- `contacts`: who gets a customer's billing mail.
- `directory`: the list of customers, with its filters and orders.
- `tax_registrations`: the numbers by which tax authorities know companies, and the app.
"""
