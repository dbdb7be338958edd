"""The HTTP face: two published dialects over one record, and a few pages."""
