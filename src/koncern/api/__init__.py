"""The HTTP API: two published dialects over one record, and a few pages.

- `http`: from the socket to a handler and back: parse, sign in, limit, act, show.
- `organisations`: the Organisations API: snake_case, signed-in users and credentials.
- `customers`: the Customers API: camelCase, credentials, a version header.
- `pages`: health, metrics, OpenAPI, and what people read.
"""
