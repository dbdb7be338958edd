-- To be written.
SELECT 1;
