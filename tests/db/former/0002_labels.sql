-- What companies are sorted by: tags, store groups, customer groups, roles.

CREATE TABLE tag (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    key text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT tag_key PRIMARY KEY (app_id, id),
    CONSTRAINT tag_key_taken UNIQUE (key, app_id),
    CONSTRAINT tag_of_app FOREIGN KEY (app_id) REFERENCES app
);

CREATE TABLE store_group (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    description text,
    country_of_sale text,
    store_type text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT store_group_key PRIMARY KEY (app_id, id),
    CONSTRAINT store_group_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT store_group_type_known
        CHECK (store_type IN ('b2c', 'b2b', 'd2c', 'd2b')),
    CONSTRAINT store_group_of_app FOREIGN KEY (app_id) REFERENCES app
);

CREATE TABLE customer_group (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT customer_group_key PRIMARY KEY (app_id, id),
    CONSTRAINT customer_group_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT customer_group_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- An app-wide custom role: a slug, a name, and what it permits.
CREATE TABLE role (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT role_key PRIMARY KEY (app_id, id),
    CONSTRAINT role_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT role_of_app FOREIGN KEY (app_id) REFERENCES app
);
