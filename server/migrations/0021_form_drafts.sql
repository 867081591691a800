-- What each form is being edited to: one definition as JSON, which may be incomplete; NULL: as it is published.
-- `revision` counts what was saved, and never goes back while the form is there. A form that was never published is a
-- row here alone. `saved_by` is an account, which may be gone.
CREATE TABLE form_draft (
    form_id     TEXT   NOT NULL PRIMARY KEY,
    definition  TEXT,
    revision    BIGINT NOT NULL,
    saved_at_ms BIGINT NOT NULL,
    saved_by    TEXT
);
INSERT INTO form_draft (form_id, definition, revision, saved_at_ms, saved_by)
SELECT id, NULL, 0, updated_at_ms, NULL FROM form;

-- A form that is put away takes no answers, and keeps those it has.
ALTER TABLE form ADD COLUMN archived_at_ms BIGINT;
