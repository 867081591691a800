-- Files sent by visitors. A file belongs to the submission whose key first names it; one that none does is deleted.
CREATE TABLE upload (
    id           TEXT   NOT NULL PRIMARY KEY,
    form_id      TEXT   NOT NULL,
    question     TEXT   NOT NULL,
    link_id      TEXT,
    name         TEXT   NOT NULL,
    media_type   TEXT   NOT NULL,
    bytes        BIGINT NOT NULL,
    sha256       TEXT   NOT NULL,
    received_at_ms BIGINT NOT NULL,
    -- The idempotency key, as the response has it, of the submission that names the file.
    claimed_by   TEXT
);
CREATE INDEX upload_received ON upload (received_at_ms);
