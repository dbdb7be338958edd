-- The forms that an app gives to the attributes of its companies: which values there are,
-- and of what type. Companies name one by its key, and keep what they have when it
-- changes or goes (docs/decisions/0017).
CREATE TABLE attribute_template (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    key text NOT NULL,
    name text NOT NULL,
    type text,
    fields jsonb NOT NULL,
    filterable boolean NOT NULL,
    resources text[] NOT NULL,
    translatable boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT attribute_template_id PRIMARY KEY (app_id, id),
    CONSTRAINT attribute_template_key_taken UNIQUE (key, app_id),
    CONSTRAINT attribute_template_of_app FOREIGN KEY (app_id) REFERENCES app
);
