-- Checks a new parent against the scheduled moves. By its name it fires after
-- company_parent_follows, when nobody else can change the schedule. A new company has
-- no scheduled moves and needs no check.
CREATE OR REPLACE FUNCTION company_parent_heeds_plans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM times_heed(NEW.app_id, 'main');
    moment := greatest(NEW.updated_at, clock_timestamp());
    IF placement_circle(NEW.app_id, 'main', NEW.id, NEW.parent, tstzrange(moment,
           placement_until(NEW.app_id, 'main', NEW.id, moment))) IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'ancestry_without_circle',
            MESSAGE = 'a company would stand below itself, as scheduled';
    END IF;
    RETURN NULL;
END $$;
