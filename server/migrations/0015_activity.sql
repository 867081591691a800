-- What happened to a record of the embedded CRM: the names of the columns written (JSON), or the words of a note.
CREATE TABLE activity (
    table_name   TEXT   NOT NULL,
    record_id    TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    at_ms        BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    response_id  TEXT,
    form_id      TEXT,
    column_names TEXT   NOT NULL,
    note         TEXT,
    PRIMARY KEY (table_name, record_id, id)
);

-- When something last happened to a record; NULL where no activities are kept.
ALTER TABLE record ADD COLUMN active_at_ms BIGINT;
UPDATE record SET active_at_ms = updated_at_ms WHERE table_name <> 'question_response';
CREATE INDEX record_by_activity ON record (table_name, active_at_ms, id) WHERE active_at_ms IS NOT NULL;

-- How the keys of a declared table were declared when its records were last given them.
CREATE TABLE record_keying (
    table_name  TEXT NOT NULL PRIMARY KEY,
    declaration TEXT NOT NULL
);
