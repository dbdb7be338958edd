-- Aliases get a label and a version; a company's own id is always an alias of it. Tax
-- registrations come, and phone numbers in the form in which two spellings are one.

ALTER TABLE alias ADD COLUMN label text;
ALTER TABLE alias ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- A company's id is an alias that it has without a row: no other one can take it. Who
-- adds aliases along with a company is told as by the constraint, in one statement.
CREATE FUNCTION alias_is_no_others_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM company AS c
                WHERE c.app_id = NEW.app_id AND c.id = NEW.value::uuid
                  AND c.id <> NEW.company) THEN
        RAISE unique_violation USING CONSTRAINT = 'alias_taken',
            MESSAGE = 'the alias is the id of another company';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alias_is_no_others_id BEFORE INSERT ON alias
    FOR EACH ROW
    WHEN (NEW.value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
    EXECUTE FUNCTION alias_is_no_others_id();

-- A number under which a tax authority knows a company, or the app's owner itself
-- (then there is no company: the owner of the row is the app).
CREATE TABLE tax_registration (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    company uuid,
    owner uuid NOT NULL GENERATED ALWAYS AS (coalesce(company, app_id)) STORED,
    country text NOT NULL,
    state text NOT NULL DEFAULT '',
    tax_identifier text NOT NULL,
    tax_identifier_compact text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT tax_registration_key PRIMARY KEY (app_id, id),
    CONSTRAINT tax_registration_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT tax_registration_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT tax_registration_held_already
        UNIQUE (tax_identifier_compact, owner, country, state, app_id)
);
CREATE INDEX tax_registration_by_owner ON tax_registration (owner, app_id, id);

-- E.164, if the number's country is known; what was typed stays in `phone`.
ALTER TABLE company ADD COLUMN phone_e164 text;
