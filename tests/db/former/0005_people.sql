-- People: users, the companies they belong to, and their sessions.

CREATE TABLE "user" (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,
    first_name text,
    last_name text,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_login_at timestamptz,
    CONSTRAINT user_key PRIMARY KEY (app_id, id),
    CONSTRAINT user_email_taken UNIQUE (email_key, app_id),
    CONSTRAINT user_status_known CHECK (status IN ('active', 'inactive')),
    CONSTRAINT user_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- A user's place in one company.
CREATE TABLE membership (
    app_id uuid NOT NULL,
    "user" uuid NOT NULL,
    company uuid NOT NULL,
    level text NOT NULL,
    role uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT membership_once PRIMARY KEY (app_id, "user", company),
    CONSTRAINT membership_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id),
    CONSTRAINT membership_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT membership_role_known
        FOREIGN KEY (app_id, role) REFERENCES role (app_id, id),
    CONSTRAINT membership_level_known
        CHECK (level IN ('default', 'admin', 'super-admin'))
);
CREATE INDEX membership_by_company ON membership (company, app_id, "user");

-- A sign-in and everything that was renewed from it: ended together.
CREATE TABLE session (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    "user" uuid NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text,
    CONSTRAINT session_key PRIMARY KEY (app_id, id),
    CONSTRAINT session_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id),
    CONSTRAINT session_ended_by_known
        CHECK (ended_by IN ('logout', 'reuse', 'password', 'operator'))
);
CREATE INDEX session_by_user ON session ("user", app_id);

-- Refresh tokens, by their SHA-256: each is good for one renewal.
CREATE TABLE refresh_token (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    session uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT refresh_token_key PRIMARY KEY (app_id, hash),
    CONSTRAINT refresh_token_of_session
        FOREIGN KEY (app_id, session) REFERENCES session (app_id, id)
);
CREATE INDEX refresh_token_by_session ON refresh_token (session, app_id);
CREATE INDEX refresh_token_by_age ON refresh_token (expires_at);

-- Sign-ins that were tried with one address (by its SHA-256, known to us or not)
-- since the last one that succeeded.
CREATE TABLE login_attempt (
    app_id uuid NOT NULL,
    email_hash bytea NOT NULL,
    attempts integer NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT login_attempt_key PRIMARY KEY (app_id, email_hash)
);
CREATE INDEX login_attempt_by_age ON login_attempt (since);
