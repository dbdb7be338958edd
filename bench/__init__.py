"""The benchmark: ours, against what PostgreSQL alone can do, and a typical service."""
