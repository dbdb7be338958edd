-- The tables that version 0.1.0 begins with: types, tables, constraints, indexes and
-- statistics, by package, in the order of the layers; only `app` comes earlier, because the
-- others refer to it (docs/decisions/0051). Functions and triggers stand with their packages
-- and are installed after this. Functions that an index or a generated column calls exist
-- already (`stored.sql`).
--
-- Every primary key begins with app_id, so that no statement can reach another app's rows.
-- Every other index begins with what is looked up by it. While a table is small, PostgreSQL
-- would otherwise plan with it as if it were the primary key, and later read all rows of
-- the app for each row that it wants. Exceptions say why.

-- == db ==

CREATE EXTENSION IF NOT EXISTS btree_gist;  -- for WITHOUT OVERLAPS
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- For functions.sql and for triggers.sql of all packages: the checksum of the files that
-- were installed, and the checksum of what PostgreSQL's catalog contained afterwards
-- (docs/decisions/0050).
CREATE TABLE installed_sql (
    file text NOT NULL,
    checksum text NOT NULL,
    catalog text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installed_sql_key PRIMARY KEY (file)
);

-- == apps ==

-- A tenant. Everything else belongs to exactly one, and refers to it.
CREATE TABLE app (
    app_id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    registration_policy text NOT NULL DEFAULT 'open',
    default_tax_status text NOT NULL DEFAULT 'TAXED',
    shares_numbers boolean NOT NULL DEFAULT false,  -- companies may have the same number
    created_at timestamptz NOT NULL,
    storefront_url text,  -- links in mail begin with it
    default_language text NOT NULL DEFAULT 'en',  -- of people whose own is unknown
    mail_sender_name text,
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT app_key PRIMARY KEY (app_id),
    CONSTRAINT app_slug_taken UNIQUE (slug),
    CONSTRAINT app_registration_policy_known
        CHECK (registration_policy IN ('open', 'approval')),
    CONSTRAINT app_default_tax_status_known
        CHECK (default_tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED'))
);

-- == events ==

-- What happened: audit log, outbox of webhooks, change feed and timeline at once. A feed
-- reads in the order of (transaction, seq), up to the oldest transaction that still runs,
-- so that it never misses a late commit.
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
    before json,  -- json costs a third of jsonb, and nobody searches in it
    after json,
    reason text,
    CONSTRAINT event_key PRIMARY KEY (app_id, seq)
) WITH (toast_tuple_target = 8160);  -- compressing an event of a few kB is not worth it
CREATE INDEX event_of_subject ON event (subject, app_id, seq);

-- == access ==

-- A machine's client id, and the SHA-256 of its secret.
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

-- == answers ==

-- The response that a write with an Idempotency-Key got. It is stored for 24 hours.
CREATE TABLE idempotency_key (
    app_id uuid NOT NULL,
    actor text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamptz NOT NULL,
    company uuid,  -- the company that the response is about
    level text,  -- the level of the user who got it
    CONSTRAINT idempotency_key_key PRIMARY KEY (app_id, actor, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);

-- == mail ==

-- The outbox. A mail's text is deleted when it is delivered, because it may contain
-- secrets; its envelope stays for a while, so that one can see what became of it.
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
    due_at timestamptz,  -- when a worker may take it; while one delivers it, until when
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

-- == labels ==

-- A changed label (tag, customer group, store group) that so many companies show that they
-- are rendered in portions by a background job. `done_to` is the last company that was
-- rendered. The row is deleted when all are done (docs/decisions/0016).
CREATE TABLE label_rendering (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL,
    label uuid NOT NULL,
    done_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    created_at timestamptz NOT NULL,
    CONSTRAINT label_rendering_key PRIMARY KEY (app_id, id),
    CONSTRAINT label_rendering_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT label_rendering_kind_known
        CHECK (kind IN ('tag', 'customer_group', 'store_group'))
);
CREATE INDEX label_rendering_by_age ON label_rendering (created_at);

-- == labels/tags ==

-- A short label on companies.
CREATE TABLE tag (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    key text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    status text NOT NULL DEFAULT 'active',
    filterable boolean NOT NULL DEFAULT false,
    translations jsonb NOT NULL DEFAULT '{"name": {}}',
    CONSTRAINT tag_key PRIMARY KEY (app_id, id),
    CONSTRAINT tag_key_taken UNIQUE (key, app_id),
    CONSTRAINT tag_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT tag_status_known CHECK (status IN ('active', 'inactive'))
);

-- A tag as it is printed inside a company. PostgreSQL fills a type by an expression, which
-- costs a fraction of a query; so it is for the other types that are printed.
CREATE TYPE tag_printed AS (id uuid, key text, name text);

-- == labels/store_groups ==

-- A selling context that companies may buy in. Nothing else refers to its markets, so they
-- are part of its row.
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
    version bigint NOT NULL DEFAULT 1,
    markets jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT store_group_key PRIMARY KEY (app_id, id),
    CONSTRAINT store_group_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT store_group_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT store_group_type_known
        CHECK (store_type IN ('b2c', 'b2b', 'd2c', 'd2b'))
);

-- A store group as it is printed inside a company.
CREATE TYPE store_group_printed AS (
    country_of_sale text, created_at text, description text, id uuid, name text,
    slug text, store_type text, updated_at text
);

-- == labels/customer_groups ==

-- Terms of sale that companies and users share: a discount, or a store group. A discount
-- is a number of percent with a number of decimals: 125 and 1 are 12.5 %.
CREATE TABLE customer_group (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    discount_percentage integer,
    discount_percentage_decimals integer,
    store_group uuid,
    CONSTRAINT customer_group_key PRIMARY KEY (app_id, id),
    CONSTRAINT customer_group_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT customer_group_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT customer_group_store_group_known
        FOREIGN KEY (app_id, store_group) REFERENCES store_group (app_id, id),
    CONSTRAINT customer_group_discount_or_store_group
        CHECK (discount_percentage IS NULL OR store_group IS NULL),
    CONSTRAINT customer_group_discount_has_decimals
        CHECK ((discount_percentage IS NULL) = (discount_percentage_decimals IS NULL)),
    CONSTRAINT customer_group_discount_is_a_share
        CHECK (discount_percentage_decimals BETWEEN 0 AND 6
           AND discount_percentage
               BETWEEN 0 AND 100 * (10 ^ discount_percentage_decimals)::integer)
);
CREATE INDEX customer_group_by_store_group ON customer_group (store_group, app_id)
 WHERE store_group IS NOT NULL;

-- A customer group as it is printed inside a company.
CREATE TYPE customer_group_printed AS (id uuid, name text, slug text);

-- == labels/attribute_templates ==

-- The form of an attribute: which values it has, and of what type. Companies name a
-- template by its key, and keep their values when it is changed or deleted
-- (docs/decisions/0017).
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

-- == companies ==

-- A business that buys. What it owns alone is stored in its row as jsonb. `document` is the
-- whole company as the Organisations API prints it; a trigger renders it whenever the row
-- changes, so reading a company reads one row (docs/decisions/0003).
--
-- Two companies fit on a page: PostgreSQL moves what makes a row longer than 4,080 bytes
-- out of it, first addresses and contacts (EXTERNAL), which a read of the document does not
-- need, then it compresses the document. Short texts (MAIN) stay (docs/decisions/0037).
CREATE TABLE company (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    name text STORAGE MAIN NOT NULL,
    status text STORAGE MAIN NOT NULL,
    parent uuid,  -- today's parent in the main tree
    country text STORAGE MAIN NOT NULL DEFAULT '',
    organisation_number text STORAGE MAIN,
    organisation_number_claim text STORAGE MAIN,  -- the number in the form that is compared
    tax_id_vat_number text STORAGE MAIN,
    tax_id_vat_number_claim text STORAGE MAIN,
    tax_status text STORAGE MAIN,
    email text STORAGE MAIN,
    invoice_email text STORAGE MAIN,
    phone text STORAGE MAIN,
    contact_name text STORAGE MAIN,
    comment text STORAGE MAIN,
    url text STORAGE MAIN,
    label text STORAGE MAIN,
    credit_check boolean NOT NULL DEFAULT false,
    attributes jsonb NOT NULL DEFAULT '[]',
    billing_address jsonb STORAGE EXTERNAL NOT NULL DEFAULT '[]',
    shipping_address jsonb STORAGE EXTERNAL NOT NULL DEFAULT '[]',
    contacts jsonb STORAGE EXTERNAL NOT NULL DEFAULT '[]',
    custom_fields jsonb NOT NULL DEFAULT '{}',
    integrations jsonb NOT NULL DEFAULT '[]',
    billing_missing text[] STORAGE MAIN NOT NULL,  -- what an invoice needs and it lacks
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    archived_at timestamptz,
    document text STORAGE MAIN NOT NULL,
    phone_e164 text STORAGE MAIN,  -- `phone` in E.164, if its country is known
    billable_since timestamptz,  -- since when it is a customer
    file_count integer,  -- NULL until it has had a file: then rendering looks for files
    external_ref_asked text,  -- becomes an alias when the company becomes active
    CONSTRAINT company_key PRIMARY KEY (app_id, id),
    CONSTRAINT company_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT company_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id),
    CONSTRAINT company_not_its_own_parent CHECK (parent <> id),
    CONSTRAINT company_status_known CHECK (status IN ('pending', 'active', 'rejected')),
    CONSTRAINT company_tax_status_known
        CHECK (tax_status IN ('TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED')),
    -- Other systems have a customer's id, so a customer stays one: what an invoice needs
    -- can be replaced, but not removed.
    CONSTRAINT company_stays_billable
        CHECK (billable_since IS NULL OR billing_missing = '{}')
) WITH (toast_tuple_target = 4080);

-- Nothing is looked up by what these contain; sampling and sorting them took most of the
-- time of ANALYZE.
ALTER TABLE company
    ALTER document SET STATISTICS 0,
    ALTER attributes SET STATISTICS 0,
    ALTER billing_address SET STATISTICS 0,
    ALTER shipping_address SET STATISTICS 0,
    ALTER contacts SET STATISTICS 0,
    ALTER custom_fields SET STATISTICS 0,
    ALTER integrations SET STATISTICS 0,
    ALTER comment SET STATISTICS 0,
    ALTER url SET STATISTICS 0;

-- Only active companies claim their numbers (docs/decisions/0044).
CREATE UNIQUE INDEX company_organisation_number_taken
    ON company (organisation_number_claim, country, app_id)
 WHERE organisation_number_claim IS NOT NULL AND status = 'active';
CREATE UNIQUE INDEX company_vat_number_taken
    ON company (tax_id_vat_number_claim, app_id)
 WHERE tax_id_vat_number_claim IS NOT NULL AND status = 'active';

-- Children are listed in the order in which they were made.
CREATE INDEX company_by_parent ON company (parent, app_id, id) WHERE parent IS NOT NULL;

-- The queue of registrations: few companies are not active.
CREATE INDEX company_not_active ON company (status, app_id, id) WHERE status <> 'active';

-- The two orders in which customers are listed. Archived customers come last, so that a
-- list without them does not read them. These indexes begin with the app, whose list is
-- looked up; because of `billable_since`, no plan takes them for the primary key.
CREATE INDEX company_by_creation
    ON company (app_id, num_nonnulls(archived_at), id) INCLUDE (archived_at)
 WHERE billable_since IS NOT NULL;
CREATE INDEX company_by_name
    ON company (app_id, num_nonnulls(archived_at), caseless(name), id)
 WHERE billable_since IS NOT NULL;
CREATE INDEX company_by_label ON company (label, app_id)
 WHERE label IS NOT NULL AND billable_since IS NOT NULL;

-- How many customers are archived: plans do not use what partial indexes know.
CREATE STATISTICS company_archived ON (num_nonnulls(archived_at)), billable_since
  FROM company;

-- The company as the Organisations API prints it.
CREATE TYPE company_printed AS (
    app_id uuid, archived_at text, attributes jsonb, billing_address jsonb,
    billing_missing text[], billing_ready boolean, comment text, contact_name text,
    created_at text, credit_check boolean, custom_fields jsonb, customer_groups json,
    email text, external_ref text, files json, id uuid, invoice_email text, label text,
    name text, organisation_number text, parent_id uuid, phone text,
    shipping_address jsonb, status text, store_groups json, tags json,
    tax_id_vat_number text, tax_status text, updated_at text, url text
);

-- The tags of a company. The references of links and aliases to their company are checked
-- at commit, because a company may be written after them.
CREATE TABLE company_tag (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    tag uuid NOT NULL,
    CONSTRAINT company_tag_key PRIMARY KEY (app_id, company, tag),
    CONSTRAINT company_tag_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_tag_known FOREIGN KEY (app_id, tag) REFERENCES tag (app_id, id)
);
CREATE INDEX company_tag_by_tag ON company_tag (tag, app_id, company);

-- The customer groups of a company.
CREATE TABLE company_customer_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    customer_group uuid NOT NULL,
    CONSTRAINT company_customer_group_key
        PRIMARY KEY (app_id, company, customer_group),
    CONSTRAINT company_customer_group_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_customer_group_known FOREIGN KEY (app_id, customer_group)
        REFERENCES customer_group (app_id, id)
);
CREATE INDEX company_customer_group_by_group
    ON company_customer_group (customer_group, app_id, company);

-- The store groups of a company.
CREATE TABLE company_store_group (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    store_group uuid NOT NULL,
    CONSTRAINT company_store_group_key PRIMARY KEY (app_id, company, store_group),
    CONSTRAINT company_store_group_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT company_store_group_known FOREIGN KEY (app_id, store_group)
        REFERENCES store_group (app_id, id)
);
CREATE INDEX company_store_group_by_group
    ON company_store_group (store_group, app_id, company);

-- The custom properties of customers: those of a company's custom fields that are texts,
-- in the order in which customers are listed by one. A trigger writes the rows whenever
-- the company's row changes.
CREATE TABLE custom_property (
    app_id uuid NOT NULL,
    key text COLLATE pg_unicode_fast NOT NULL,
    is_archived integer NOT NULL,
    value text COLLATE pg_unicode_fast NOT NULL,
    company uuid NOT NULL,
    CONSTRAINT custom_property_key PRIMARY KEY (app_id, key, is_archived, value, company)
);

-- == companies/aliases ==

-- An identifier that another system has for a company. A company's own id is an alias of
-- it without a row (docs/decisions/0010).
CREATE TABLE alias (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company uuid NOT NULL,
    value text NOT NULL,
    is_external_ref boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    label text,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT alias_key PRIMARY KEY (app_id, id),
    CONSTRAINT alias_taken UNIQUE (value, app_id),
    CONSTRAINT alias_of_company FOREIGN KEY (app_id, company)
        REFERENCES company (app_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX alias_by_company ON alias (company, app_id, id);

-- == search/terms ==

-- The search index: a narrow row for each company, so that searching does not read the wide
-- rows of `company` (docs/decisions/0020). `terms` holds all that can be
-- searched for, one text each: the app's code, a letter for the kind, and the value.
-- `signature` has the bits of all terms: a list is read in its order from an index alone,
-- without reading the terms of companies that cannot match (docs/decisions/0036).
CREATE TABLE company_search (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    name text COLLATE "C" NOT NULL,
    terms tsvector NOT NULL,
    signature bit(256) NOT NULL
        GENERATED ALWAYS AS (search_signature(tsvector_to_array(terms))) STORED,
    CONSTRAINT company_search_key
        PRIMARY KEY (app_id, created_at, company) INCLUDE (updated_at, signature)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);  -- for reads of an index alone
ALTER TABLE company_search ALTER signature SET STATISTICS 0;

-- Each order of a list is an index that begins with the app and holds the other time.
CREATE INDEX company_search_by_update
    ON company_search (app_id, updated_at, company) INCLUDE (created_at, signature);
CREATE INDEX company_search_by_name
    ON company_search (app_id, name, company) INCLUDE (created_at, updated_at, signature);

-- New entries wait in a list until there are enough to be inserted at once, which is much
-- cheaper. Each search reads that list, so it is short.
CREATE INDEX company_search_by_term ON company_search
    USING gin (terms) WITH (gin_pending_list_limit = 256);
CREATE INDEX company_search_by_part_of_name ON company_search
    USING gin (name gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

-- Names that do not fit are cut off at 200 characters.
CREATE INDEX company_search_cut_off ON company_search (app_id, company)
 WHERE length(name) = 200;

-- The words of companies' names and towns, once in each app (or twice, if two companies
-- brought one in at the same time). A word whose companies were renamed stays, and finds
-- nothing.
CREATE TABLE search_word (
    app_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL,
    company uuid NOT NULL,
    CONSTRAINT search_word_key PRIMARY KEY (app_id, word, company)
);

-- Similar words are found by what is left of them without some letters.
CREATE INDEX search_word_by_deletions ON search_word
    USING gin (search_deletions(search_code(app_id), word, 2))
    WITH (gin_pending_list_limit = 256);

-- Companies that were added or changed since the search index was last updated.
CREATE TABLE search_due (
    app_id uuid NOT NULL,
    note bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    company uuid NOT NULL,
    CONSTRAINT search_due_key PRIMARY KEY (app_id, note)
);

-- == trees/hierarchies ==

-- A tree of an app. Each app has the main one, whose parents of today are in
-- `company.parent`, and may declare others (docs/decisions/0028).
CREATE TABLE hierarchy (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    slug text NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT hierarchy_key PRIMARY KEY (app_id, id),
    CONSTRAINT hierarchy_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT hierarchy_of_app FOREIGN KEY (app_id) REFERENCES app,
    CONSTRAINT hierarchy_status_known CHECK (status IN ('active', 'inactive')),
    CONSTRAINT hierarchy_main_stays CHECK (slug <> 'main' OR status = 'active')
);

-- == trees/positions ==

-- A company's parent during a time. A company without a row is a root. Times that have not
-- begun are the moves that are scheduled (docs/decisions/0021).
CREATE TABLE placement (
    app_id uuid NOT NULL,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    parent uuid NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- of the event that tells more
    reason text,
    CONSTRAINT placement_once_at_a_time
        PRIMARY KEY (app_id, hierarchy, company, valid WITHOUT OVERLAPS),
    CONSTRAINT placement_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT placement_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id)
);
CREATE INDEX placement_by_company ON placement (company, app_id, hierarchy);
CREATE INDEX placement_by_parent ON placement (parent, app_id, hierarchy);
-- Tells whether a hierarchy has a history and so cannot be deleted; so do the indexes of
-- the next tables that end in `_elsewhere`.
CREATE INDEX placement_elsewhere ON placement (hierarchy, app_id)
 WHERE hierarchy <> 'main';

-- A placement as it was recorded until somebody corrected it. Without a parent, the company
-- was recorded as a root.
CREATE TABLE placement_before (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    hierarchy text NOT NULL,
    company uuid NOT NULL,
    parent uuid,
    valid tstzrange NOT NULL,
    recorded_at timestamptz,
    corrected_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    reason text NOT NULL,
    CONSTRAINT placement_before_key PRIMARY KEY (app_id, id),
    CONSTRAINT placement_before_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX placement_before_by_company ON placement_before (company, app_id, id);
CREATE INDEX placement_before_elsewhere ON placement_before (hierarchy, app_id)
 WHERE hierarchy <> 'main';

-- The path to a company, from the root to the company itself, and how many are below it.
-- A company with no parent and nothing below has no row. Paths sort in the order of a walk
-- through the tree, so all that is below a company is one range of the index.
CREATE TABLE ancestry (
    app_id uuid NOT NULL,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    path uuid[] NOT NULL,
    children integer NOT NULL DEFAULT 0,
    below integer NOT NULL DEFAULT 0,
    CONSTRAINT ancestry_key PRIMARY KEY (app_id, hierarchy, company),
    CONSTRAINT ancestry_not_too_deep CHECK (cardinality(path) <= 64),
    CONSTRAINT ancestry_without_circle CHECK (
        path[cardinality(path)] = company
        AND array_position(path, company) = cardinality(path))
) WITH (fillfactor = 80);  -- so that counts change in place
CREATE INDEX ancestry_by_path ON ancestry (path, app_id, hierarchy);
-- Other hierarchies have no `company.parent`: a parent is the last but one of the path.
CREATE INDEX ancestry_by_parent
    ON ancestry ((path[cardinality(path) - 1]), app_id, hierarchy, company)
 WHERE hierarchy <> 'main';

-- == trees/divisions ==

-- The companies that are only parts of a company: they have a place in the tree and no
-- numbers (docs/decisions/0022). All others are companies in their own right.
CREATE TABLE division (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT division_key PRIMARY KEY (app_id, company),
    CONSTRAINT division_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);

-- == trees/scheduled_moves ==

-- A move that takes effect by itself when its time has come.
CREATE TABLE scheduled_move (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    hierarchy text NOT NULL DEFAULT 'main',
    company uuid NOT NULL,
    parent uuid,
    effective_at timestamptz NOT NULL,
    reason text,
    state text NOT NULL DEFAULT 'pending',
    failure text,
    failure_detail text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT scheduled_move_key PRIMARY KEY (app_id, id),
    CONSTRAINT scheduled_move_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_move_parent_known
        FOREIGN KEY (app_id, parent) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_move_state_known
        CHECK (state IN ('pending', 'done', 'failed', 'withdrawn'))
);
CREATE INDEX scheduled_move_by_company ON scheduled_move (company, app_id, id);
CREATE INDEX scheduled_move_due ON scheduled_move (effective_at, app_id)
 WHERE state = 'pending';
-- Tells whether anything is scheduled in a hierarchy.
CREATE INDEX scheduled_move_pending ON scheduled_move (app_id, hierarchy)
 WHERE state = 'pending';
CREATE INDEX scheduled_move_elsewhere ON scheduled_move (hierarchy, app_id)
 WHERE hierarchy <> 'main';

-- == billing/organizations ==

-- An owner company and its member companies, as billing groups them.
CREATE TABLE customer_organization (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    owner uuid NOT NULL,
    name text,
    label text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    member_count integer NOT NULL DEFAULT 0,
    CONSTRAINT customer_organization_key PRIMARY KEY (app_id, id),
    CONSTRAINT customer_organization_owner_known
        FOREIGN KEY (app_id, owner) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_by_owner
    ON customer_organization (owner, app_id, id);

-- A company that is a member today. Its name is copied from the company's row, so that
-- printing an organization does not look up each company (docs/decisions/0004).
CREATE TABLE customer_organization_member (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,  -- members are listed as they were added
    added_at timestamptz NOT NULL,
    name text NOT NULL,
    CONSTRAINT customer_organization_member_key
        PRIMARY KEY (app_id, customer_organization, company),
    CONSTRAINT customer_organization_member_of_organization
        FOREIGN KEY (app_id, customer_organization)
        REFERENCES customer_organization (app_id, id),
    CONSTRAINT customer_organization_member_known
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_member_by_company
    ON customer_organization_member (company, app_id);
-- Finds the first members without reading the others.
CREATE INDEX customer_organization_member_in_order
    ON customer_organization_member (customer_organization, app_id, position);

-- A time that is over, during which a company was a member. The organization may have been
-- deleted since (docs/decisions/0026).
CREATE TABLE customer_organization_member_time (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    position bigint NOT NULL,
    valid tstzrange NOT NULL,
    CONSTRAINT customer_organization_member_once_at_a_time
        PRIMARY KEY (app_id, customer_organization, company, valid WITHOUT OVERLAPS),
    CONSTRAINT customer_organization_member_time_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX customer_organization_member_time_by_organization
    ON customer_organization_member_time
       (customer_organization, app_id, company, position);
CREATE INDEX customer_organization_member_time_by_company
    ON customer_organization_member_time (company, app_id);

-- A time that is over, during which a company owned an organization. For a deleted
-- organization, it also tells when it existed and what it was called.
CREATE TABLE customer_organization_owner_time (
    app_id uuid NOT NULL,
    customer_organization uuid NOT NULL,
    owner uuid NOT NULL,
    name text,
    label text,
    valid tstzrange NOT NULL,
    CONSTRAINT customer_organization_owner_once_at_a_time
        PRIMARY KEY (app_id, customer_organization, valid WITHOUT OVERLAPS),
    CONSTRAINT customer_organization_owner_time_of_company
        FOREIGN KEY (app_id, owner) REFERENCES company (app_id, id)
);
-- An app's organizations are listed in the order of their ids, deleted ones included.
CREATE INDEX customer_organization_owner_time_in_order
    ON customer_organization_owner_time (app_id, customer_organization);
CREATE INDEX customer_organization_owner_time_by_owner
    ON customer_organization_owner_time (owner, app_id);

-- == billing/scheduled_members ==

-- A company that joins or leaves an organization by itself when its time has come. If the
-- organization is deleted before, the change fails when it is due.
CREATE TABLE scheduled_member (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    version bigint NOT NULL DEFAULT 1,
    customer_organization uuid NOT NULL,
    company uuid NOT NULL,
    change text NOT NULL,
    effective_at timestamptz NOT NULL,
    reason text,
    state text NOT NULL DEFAULT 'pending',
    failure text,
    failure_detail text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT scheduled_member_key PRIMARY KEY (app_id, id),
    CONSTRAINT scheduled_member_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT scheduled_member_change_known CHECK (change IN ('join', 'leave')),
    CONSTRAINT scheduled_member_state_known
        CHECK (state IN ('pending', 'done', 'failed', 'withdrawn'))
);
CREATE INDEX scheduled_member_by_organization
    ON scheduled_member (customer_organization, app_id, id);
CREATE INDEX scheduled_member_pending
    ON scheduled_member (customer_organization, app_id, company, effective_at)
 WHERE state = 'pending';
CREATE INDEX scheduled_member_due ON scheduled_member (effective_at, app_id)
 WHERE state = 'pending';

-- == billing/payers ==

-- The company that receives another one's invoices, and the one that pays them, during a
-- time. A company without a row receives and pays its own (docs/decisions/0027).
CREATE TABLE payer_arrangement (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    kind text NOT NULL,  -- how the invoice owner is found
    named uuid,  -- for 'ancestor': the company above
    customer_organization uuid,  -- whose owner it is; it may have been deleted since
    payment text NOT NULL,  -- whether the invoice owner pays, or the company itself
    valid tstzrange NOT NULL,
    recorded_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- of the event that tells more
    reason text,
    CONSTRAINT payer_arrangement_once_at_a_time
        PRIMARY KEY (app_id, company, valid WITHOUT OVERLAPS),
    CONSTRAINT payer_arrangement_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT payer_arrangement_named_known
        FOREIGN KEY (app_id, named) REFERENCES company (app_id, id),
    CONSTRAINT payer_arrangement_kind_known CHECK (
        kind IN ('self', 'parent', 'root', 'ancestor', 'customer_organization')),
    CONSTRAINT payer_arrangement_names_what_it_needs CHECK (
        (kind = 'ancestor') = (named IS NOT NULL)
        AND (kind = 'customer_organization') = (customer_organization IS NOT NULL)),
    CONSTRAINT payer_arrangement_payment_known
        CHECK (payment IN ('self', 'invoice_owner'))
);
CREATE INDEX payer_arrangement_by_company ON payer_arrangement (company, app_id);
CREATE INDEX payer_arrangement_by_named ON payer_arrangement (named, app_id, company)
 WHERE named IS NOT NULL;
CREATE INDEX payer_arrangement_by_customer_organization
    ON payer_arrangement (customer_organization, app_id, company)
 WHERE customer_organization IS NOT NULL;

-- An arrangement as it was recorded until somebody corrected it.
CREATE TABLE payer_arrangement_before (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company uuid NOT NULL,
    kind text NOT NULL,
    named uuid,
    customer_organization uuid,
    payment text NOT NULL,
    valid tstzrange NOT NULL,
    recorded_at timestamptz,
    corrected_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    reason text NOT NULL,
    CONSTRAINT payer_arrangement_before_key PRIMARY KEY (app_id, id),
    CONSTRAINT payer_arrangement_before_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX payer_arrangement_before_by_company
    ON payer_arrangement_before (company, app_id, id);

-- == billing/tax_registrations ==

-- A number under which a tax authority knows a company, or the app's owner itself (then
-- there is no company).
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

-- == people/users ==

-- A person who can sign in.
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
    email_verified boolean NOT NULL DEFAULT true,
    phone_number text,
    language text,
    communication_preferences jsonb NOT NULL DEFAULT '{}',
    address jsonb NOT NULL DEFAULT '{}',
    additions jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT user_key PRIMARY KEY (app_id, id),
    CONSTRAINT user_email_taken UNIQUE (email_key, app_id),
    CONSTRAINT user_status_known CHECK (status IN ('active', 'inactive')),
    CONSTRAINT user_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- == people/attempts ==

-- The count of what somebody tried who is not signed in: by the SHA-256 of an address
-- (whether it has an account or not), or of the client.
CREATE TABLE login_attempt (
    app_id uuid NOT NULL,
    email_hash bytea NOT NULL,
    attempts integer NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT login_attempt_key PRIMARY KEY (app_id, email_hash)
);
CREATE INDEX login_attempt_by_age ON login_attempt (since);

-- The clients from which the owner of an address signed in lately; both as SHA-256. They
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

-- == people/sessions ==

-- A sign-in, and everything that is renewed from it: it ends together.
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

-- A refresh token, by its SHA-256. A client whose reply was lost repeats its token and gets
-- another successor; the first successor that is used makes the others, and the token that
-- they came from, invalid (docs/decisions/0042).
CREATE TABLE refresh_token (
    app_id uuid NOT NULL,
    hash bytea NOT NULL,
    session uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    origin bytea,  -- the hash of the token that was exchanged for it
    successor bytea,  -- the hash of the first token from it that was used
    CONSTRAINT refresh_token_key PRIMARY KEY (app_id, hash),
    CONSTRAINT refresh_token_of_session
        FOREIGN KEY (app_id, session) REFERENCES session (app_id, id)
);
CREATE INDEX refresh_token_by_session ON refresh_token (session, app_id);
CREATE INDEX refresh_token_by_age ON refresh_token (expires_at);

-- == people/sign_ups ==

-- A person who entered an address and has not yet shown that it is theirs. After that they
-- are a user with this id. There may be several sign-ups of one address; none replaces
-- another's password. Of tokens only the SHA-256 is stored.
CREATE TABLE sign_up (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text,  -- deleted when the address is verified
    profile jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    verified_at timestamptz,
    contested boolean NOT NULL DEFAULT false,  -- there was another one of the same address
    client bytea,  -- the SHA-256 of the client that signed up
    CONSTRAINT sign_up_key PRIMARY KEY (app_id, id),
    CONSTRAINT sign_up_token_once UNIQUE (hash, app_id),
    CONSTRAINT sign_up_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX sign_up_by_email ON sign_up (email_key, app_id, id);
CREATE INDEX sign_up_by_age ON sign_up (created_at);

-- A token that was sent again to an address that had signed up. It belongs to the address
-- and not to one sign-up; earlier tokens stay valid (docs/decisions/0045).
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

-- == people/passwords ==

-- A token, by its SHA-256, with which a user may set a new password once.
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

-- == people/roles ==

-- An app-wide custom role: a slug, a name, and what it permits.
CREATE TABLE role (
    app_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    slug text NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT role_key PRIMARY KEY (app_id, id),
    CONSTRAINT role_slug_taken UNIQUE (slug, app_id),
    CONSTRAINT role_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- == people/memberships ==

-- A user's authority in a company. PostgreSQL checks a domain where it is written; a CHECK
-- of the table is read from the catalog and prepared by each statement.
CREATE DOMAIN membership_level AS text
    CONSTRAINT membership_level_known
    CHECK (VALUE IN ('default', 'admin', 'super-admin'));

-- A user's place in one company.
CREATE TABLE membership (
    app_id uuid NOT NULL,
    "user" uuid NOT NULL,
    company uuid NOT NULL,
    level membership_level NOT NULL,
    role uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    accepted boolean NOT NULL DEFAULT true,  -- false: another user added them by id
    CONSTRAINT membership_once PRIMARY KEY (app_id, "user", company),
    CONSTRAINT membership_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id),
    CONSTRAINT membership_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT membership_role_known
        FOREIGN KEY (app_id, role) REFERENCES role (app_id, id)
);
CREATE INDEX membership_by_company ON membership (company, app_id, "user");
CREATE INDEX membership_by_role ON membership (role, app_id, "user", company)
 WHERE role IS NOT NULL;

-- == people/customer_group_members ==

-- A user who gets a customer group's terms of sale, whatever company they act for.
CREATE TABLE customer_group_user (
    app_id uuid NOT NULL,
    customer_group uuid NOT NULL,
    "user" uuid NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT customer_group_user_once PRIMARY KEY (app_id, customer_group, "user"),
    CONSTRAINT customer_group_user_of_group FOREIGN KEY (app_id, customer_group)
        REFERENCES customer_group (app_id, id),
    CONSTRAINT customer_group_user_known FOREIGN KEY (app_id, "user")
        REFERENCES "user" (app_id, id)
);
CREATE INDEX customer_group_user_by_user
    ON customer_group_user ("user", app_id, customer_group);

-- == profile/restrictions ==

-- A user who may use an address of a company. Without any row for the address, all its
-- members may. The addresses themselves are in the company's row.
CREATE TABLE address_restriction (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    address uuid NOT NULL,
    "user" uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT address_restriction_key PRIMARY KEY (app_id, company, address, "user"),
    CONSTRAINT address_restriction_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT address_restriction_of_user
        FOREIGN KEY (app_id, "user") REFERENCES "user" (app_id, id)
);
CREATE INDEX address_restriction_by_user
    ON address_restriction ("user", app_id, address);

-- == profile/files ==

-- A file of a company. Its content is in the file store, under the ids of its app and its
-- own (docs/decisions/0018).
CREATE TABLE file (
    app_id uuid NOT NULL,
    id uuid NOT NULL,
    company uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    filename text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    checksum text NOT NULL,
    custom_fields jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    uploaded_by uuid,  -- NULL: a credential, or unknown
    CONSTRAINT file_key PRIMARY KEY (app_id, id),
    CONSTRAINT file_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);
CREATE INDEX file_by_company ON file (company, app_id, id);

-- A content that is, or may be, in the file store and belongs to no file: of an upload that
-- is not finished, or of a deleted file. When it is due, it is removed from the store, and
-- then its row is deleted.
CREATE TABLE loose_content (
    app_id uuid NOT NULL,
    file uuid NOT NULL,
    due_at timestamptz NOT NULL,
    size bigint NOT NULL DEFAULT 0,
    holders uuid[],  -- whose bytes an unfinished upload counts as; NULL: it is not counted
    CONSTRAINT loose_content_key PRIMARY KEY (app_id, file),
    CONSTRAINT loose_content_of_app FOREIGN KEY (app_id) REFERENCES app
);
CREATE INDEX loose_content_by_due ON loose_content (due_at);

-- The bytes of files that are stored for a user, a company or the whole app (`holder` is the
-- id of one of these). An upload counts from its beginning (docs/decisions/0046).
CREATE TABLE file_bytes (
    app_id uuid NOT NULL,
    holder uuid NOT NULL,
    bytes bigint NOT NULL,
    CONSTRAINT file_bytes_key PRIMARY KEY (app_id, holder),
    CONSTRAINT file_bytes_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- == inheritance ==

-- A field that companies of an app inherit from the companies above (docs/decisions/0025).
CREATE TABLE inherited_field (
    app_id uuid NOT NULL,
    field text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT inherited_field_once PRIMARY KEY (app_id, field),
    CONSTRAINT inherited_field_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- A company's own value of an inheritable field. A row without a value stops inheritance.
-- Fields that the company's row has (credit check, groups, custom fields) have a row here
-- only for that, and for a credit check that is not wanted.
CREATE TABLE setting (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    field text NOT NULL,
    value jsonb,
    updated_at timestamptz NOT NULL,
    CONSTRAINT setting_key PRIMARY KEY (app_id, company, field),
    CONSTRAINT setting_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);

-- == registrations ==

-- The last decision on a company's registration, and the last question about it; earlier
-- ones are events. Registering writes nothing here: companies that are pending are the
-- queue.
CREATE TABLE registration (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    outcome text,
    reason text,
    decided_at timestamptz,
    decided_by_kind text,
    decided_by text,
    -- The numbers that a rejected company claims again when the rejection is withdrawn.
    organisation_number_claim text,
    tax_id_vat_number_claim text,
    message text,
    asked_at timestamptz,
    asked_by_kind text,
    asked_by text,
    CONSTRAINT registration_key PRIMARY KEY (app_id, company),
    CONSTRAINT registration_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id),
    CONSTRAINT registration_outcome_known CHECK (outcome IN ('approved', 'rejected'))
);
