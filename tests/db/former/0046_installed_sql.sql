-- Functions and triggers stand in the packages, and are installed after the steps
-- (docs/decisions/0050). For functions.sql and for triggers.sql of all packages, this table
-- has the checksum of the files that were installed, and the checksum of what PostgreSQL's
-- catalog had afterwards.
CREATE TABLE installed_sql (
    file text NOT NULL,
    checksum text NOT NULL,
    catalog text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installed_sql_key PRIMARY KEY (file)
);
