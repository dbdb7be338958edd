-- Divisions: parts of a company that have a place in the tree and no numbers of their own
-- (docs/decisions/0022).

-- What is not in here is a company in its own right: so registering one costs nothing.
CREATE TABLE division (
    app_id uuid NOT NULL,
    company uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT division_key PRIMARY KEY (app_id, company),
    CONSTRAINT division_of_company
        FOREIGN KEY (app_id, company) REFERENCES company (app_id, id)
);

-- The rules that outlast the making of a division: it keeps a company above it, and gets
-- no numbers. Whoever makes one locks its company against those who refer to it, so that
-- what is being written meanwhile is seen by one of the two.
CREATE FUNCTION division_stays_below() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM division AS d
                WHERE d.app_id = NEW.app_id AND d.company = NEW.id) THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME,
            MESSAGE = 'a division needs a company above it';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER division_below_a_company AFTER UPDATE OF parent ON company
    FOR EACH ROW WHEN (OLD.parent IS NOT NULL AND NEW.parent IS NULL)
    EXECUTE FUNCTION division_stays_below();

CREATE FUNCTION division_gets_no_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose uuid;
BEGIN
    IF TG_TABLE_NAME = 'company' THEN
        whose := NEW.id;
    ELSE
        whose := NEW.company;
    END IF;
    IF EXISTS (SELECT FROM division AS d
                WHERE d.app_id = NEW.app_id AND d.company = whose) THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME,
            MESSAGE = 'a division has no numbers of its own';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER division_without_numbers
    AFTER UPDATE OF organisation_number, tax_id_vat_number ON company
    FOR EACH ROW WHEN (NEW.organisation_number IS NOT NULL
                       AND OLD.organisation_number IS NULL
                       OR NEW.tax_id_vat_number IS NOT NULL
                       AND OLD.tax_id_vat_number IS NULL)
    EXECUTE FUNCTION division_gets_no_number();
CREATE CONSTRAINT TRIGGER division_without_numbers AFTER INSERT ON tax_registration
    FOR EACH ROW WHEN (NEW.company IS NOT NULL)
    EXECUTE FUNCTION division_gets_no_number();

-- The nearest company on a way down that is one in its own right.
CREATE FUNCTION legal_entity(p_app uuid, p_path uuid[]) RETURNS uuid
    LANGUAGE sql STABLE AS $$
    SELECT w.id FROM unnest(p_path) WITH ORDINALITY AS w (id, place)
     WHERE NOT EXISTS (SELECT FROM division AS d
                        WHERE d.app_id = p_app AND d.company = w.id)
     ORDER BY w.place DESC LIMIT 1
$$;
