-- Who sees what of a person who was added to a company unasked, and who gets a response
-- again that was kept under an Idempotency-Key.

-- False for a member whom another user added by id and who did not accept. Everybody who
-- is a member before this step counts as accepted, and so does who registers a company.
ALTER TABLE membership ADD COLUMN accepted boolean NOT NULL DEFAULT true;

-- The company that a kept response is about, and the level of the user who got it.
ALTER TABLE idempotency_key ADD COLUMN company uuid;
ALTER TABLE idempotency_key ADD COLUMN level text;
