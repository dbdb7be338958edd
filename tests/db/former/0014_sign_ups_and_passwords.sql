-- People come in by themselves, and get a new password by mail. Of every token only the
-- SHA-256 is kept. `login_attempt` now counts whatever somebody tries who has not shown
-- who they are: by the SHA-256 of an address, or of where they call from.

-- What somebody says of themselves until they have shown that the address is theirs:
-- only then there is a user, with this id and the password of this very sign-up. There
-- can be several of one address; nobody's password is replaced by a stranger's.
CREATE TABLE sign_up (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,  -- goes when it is verified
    profile jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    verified_at timestamptz,
    CONSTRAINT sign_up_key PRIMARY KEY (app_id, id),
    CONSTRAINT sign_up_token_once UNIQUE (hash, app_id),
    CONSTRAINT sign_up_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX sign_up_by_email ON sign_up (email_key, app_id, id);
CREATE INDEX sign_up_by_age ON sign_up (created_at);

-- A token by which a user may set a new password, once.
CREATE TABLE password_reset (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT password_reset_key PRIMARY KEY (app_id, hash),
    CONSTRAINT password_reset_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id)
);
CREATE INDEX password_reset_by_user ON password_reset ("user", app_id);
CREATE INDEX password_reset_by_age ON password_reset (expires_at);
