-- A client whose reply was lost repeats its refresh token, and gets another successor.
-- The first successor that is used decides: the others, and the token that they came
-- from, are no longer good.
ALTER TABLE refresh_token
    ADD COLUMN origin bytea,     -- the hash of the token that was exchanged for it
    ADD COLUMN successor bytea;  -- the hash of the first token from it that was used
