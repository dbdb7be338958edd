-- The ground: apps, who may ask, what happened, and what was answered already.
-- Every primary key starts with app_id, so that no statement can reach another app's
-- rows. Every other index starts with what is looked up by it: one that began with the
-- app would be taken for the primary key by a plan that was made while a table was
-- small, and then read all of the app's rows for each row wanted.

-- One tenant: everything else belongs to exactly one.
CREATE TABLE app (
    app_id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    registration_policy text NOT NULL DEFAULT 'open',
    default_tax_status text NOT NULL DEFAULT 'TAXED',
    shares_numbers boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CONSTRAINT app_key PRIMARY KEY (app_id),
    CONSTRAINT app_slug_taken UNIQUE (slug),
    CONSTRAINT app_registration_policy_known
        CHECK (registration_policy IN ('open', 'approval')),
    CONSTRAINT app_default_tax_status_known
        CHECK (default_tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED'))
);

-- A machine's client id and secret; of the secret only the SHA-256 is kept.
CREATE TABLE credential (
    app_id uuid NOT NULL,
    client_id text NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT credential_key PRIMARY KEY (app_id, client_id),
    CONSTRAINT credential_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- The Ed25519 keys that sign an app's access tokens, as JWK (RFC 8037).
CREATE TABLE signing_key (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    jwk jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT signing_key_key PRIMARY KEY (app_id, id),
    CONSTRAINT signing_key_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- What happened: audit log, webhook outbox, change feed and timeline at once.
-- A feed reads in the order of (transaction, seq), behind the oldest transaction
-- that is still running, so that a late commit is never passed over.
CREATE TABLE event (
    app_id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id uuid NOT NULL DEFAULT uuidv7(),
    type text NOT NULL,
    subject uuid NOT NULL,
    actor_kind text NOT NULL,
    actor text NOT NULL,
    request_id text NOT NULL,
    happened_at timestamptz NOT NULL,
    before json,  -- kept as written: json costs a third of jsonb, and nobody searches it
    after json,
    reason text,
    CONSTRAINT event_key PRIMARY KEY (app_id, seq)
) WITH (toast_tuple_target = 8160);  -- an event of a few kB is not worth compressing
CREATE INDEX event_of_subject ON event (subject, app_id, seq);

-- An event is never changed and never taken back.
CREATE FUNCTION event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event is never changed';
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_final();

-- The answer that a write with an Idempotency-Key got, for 24 hours.
CREATE TABLE idempotency_key (
    app_id uuid NOT NULL,
    actor text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_key PRIMARY KEY (app_id, actor, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);
