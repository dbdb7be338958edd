-- Accounts that strangers cannot take over or lock.

-- Another open sign-up of the same address was there, or came later: the address alone no
-- longer tells whose sign-up this is.
ALTER TABLE sign_up ADD COLUMN contested boolean NOT NULL DEFAULT false;
UPDATE sign_up AS s SET contested = true
 WHERE s.verified_at IS NULL
   AND EXISTS (SELECT FROM sign_up AS o
                WHERE o.app_id = s.app_id AND o.email_key = s.email_key AND o.id <> s.id);

-- The client that signed up, by its SHA-256: NULL for who signed up before this step.
ALTER TABLE sign_up ADD COLUMN client bytea;

-- A token that was sent on request to an address that had signed up. It belongs to the
-- address and not to one sign-up; the tokens sent before it stay good.
CREATE TABLE sign_up_token (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    client bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT sign_up_token_key PRIMARY KEY (app_id, hash),
    CONSTRAINT sign_up_token_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX sign_up_token_by_email ON sign_up_token (email_key, app_id);
CREATE INDEX sign_up_token_by_age ON sign_up_token (expires_at);

-- From which clients the owner of an address signed in lately; both by their SHA-256. They
-- may still try when strangers have used up the tries of the address.
CREATE TABLE known_client (
    app_id uuid NOT NULL,
    address bytea NOT NULL,
    client bytea NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT known_client_key PRIMARY KEY (app_id, address, client),
    CONSTRAINT known_client_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX known_client_by_age ON known_client (seen_at);
