-- Refuses to take away the parent of a division. Making a division locks its company, so
-- one of two concurrent writers sees the other.
CREATE OR REPLACE FUNCTION forbid_division_at_top() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM division AS d
                WHERE d.app_id = NEW.app_id AND d.company = NEW.id) THEN
        RAISE check_violation USING CONSTRAINT = TG_NAME,
            MESSAGE = 'a division needs a company above it';
    END IF;
    RETURN NULL;
END $$;

-- Refuses a company number or tax registration for a division.
CREATE OR REPLACE FUNCTION forbid_division_number() RETURNS trigger LANGUAGE plpgsql AS $$
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
