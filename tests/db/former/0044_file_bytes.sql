-- How many bytes of files are stored: of what one user has uploaded, in one company, and in
-- the whole app. `holder` is the id of the user, the company or the app. An upload on its
-- way is counted from when it is begun (docs/decisions/0046).
CREATE TABLE file_bytes (
    app_id uuid NOT NULL,
    holder uuid NOT NULL,
    bytes bigint NOT NULL,
    CONSTRAINT file_bytes_key PRIMARY KEY (app_id, holder),
    CONSTRAINT file_bytes_of_app FOREIGN KEY (app_id) REFERENCES app
);

-- Who uploaded a file: NULL for a credential, and for what is older than this column.
ALTER TABLE file ADD COLUMN uploaded_by uuid;

-- What an upload on its way is counted as, and for whom; NULL if it is not counted.
ALTER TABLE loose_content
    ADD COLUMN size bigint NOT NULL DEFAULT 0,
    ADD COLUMN holders uuid[];

INSERT INTO file_bytes (app_id, holder, bytes)
SELECT app_id, company, sum(size) FROM file GROUP BY app_id, company
UNION ALL
SELECT app_id, app_id, sum(size) FROM file GROUP BY app_id;
