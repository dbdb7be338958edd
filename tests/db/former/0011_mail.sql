-- Mail: what is to be sent is kept in the transaction that gives the reason for it, and
-- taken out by a courier afterwards. And what an app says of itself in its mail.

-- Where the app's people go to (links in mail begin with it), the language of those
-- whose own is not known, the name that mail comes from; a version, as settings change.
ALTER TABLE app ADD COLUMN storefront_url text;
ALTER TABLE app ADD COLUMN default_language text NOT NULL DEFAULT 'en';
ALTER TABLE app ADD COLUMN mail_sender_name text;
ALTER TABLE app ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE app ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
UPDATE app SET updated_at = created_at;

-- The outbox. A mail's text goes as soon as it is delivered, because it may hold secrets;
-- its envelope stays a while, so that one can see what became of it.
CREATE TABLE mail (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    recipient text NOT NULL,
    template text NOT NULL,
    language text NOT NULL,
    sender_name text NOT NULL,
    subject text NOT NULL,
    body_text text,
    body_html text,
    state text NOT NULL DEFAULT 'queued',
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz,  -- when it may be taken; while it is under way, until when
    error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT mail_key PRIMARY KEY (app_id, id),
    CONSTRAINT mail_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT mail_state_known CHECK (state IN ('queued', 'sent', 'filed', 'failed'))
);
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'queued';
CREATE INDEX mail_by_id ON mail (id);
CREATE INDEX mail_by_age ON mail (finished_at) WHERE finished_at IS NOT NULL;
