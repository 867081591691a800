-- What a personal link is found by, and what became of it. `label` is what people call its recipient; `sought` that and
-- the contact in lower case. `opened_at_ms`: when a person first touched its page, which a mail scanner does not;
-- `started_at_ms`: when something was first filled in. `job_id`: what it was made by, among many.
ALTER TABLE link ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN sought TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN opened_at_ms BIGINT;
ALTER TABLE link ADD COLUMN started_at_ms BIGINT;
ALTER TABLE link ADD COLUMN reissued_at_ms BIGINT;
ALTER TABLE link ADD COLUMN job_id TEXT;
UPDATE link SET sought = lower(contact_table || '/' || contact_record);
UPDATE link SET opened_at_ms = (SELECT saved_at_ms FROM draft WHERE draft.link_id = link.id),
                started_at_ms = (SELECT saved_at_ms FROM draft WHERE draft.link_id = link.id);
CREATE INDEX link_by_form ON link (form_id, made_at_ms, id);
CREATE INDEX link_by_contact ON link (form_id, contact_record);

-- Many links to be made from a table of people. `seed`: what their codes are derived from, with the server's key, which
-- is not here; forgotten once they were told. A job that is running is worked on by `lease_owner` until its lease ends.
CREATE TABLE link_job (
    id             TEXT   NOT NULL PRIMARY KEY,
    form_id        TEXT   NOT NULL REFERENCES form (id),
    key            TEXT   NOT NULL,
    fingerprint    TEXT   NOT NULL,
    plan           TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    total          BIGINT NOT NULL,
    seed           TEXT,
    lease_owner    TEXT   NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    created_at_ms  BIGINT NOT NULL,
    done_at_ms     BIGINT,
    told_at_ms     BIGINT,
    UNIQUE (form_id, key)
);
CREATE INDEX link_job_by_form ON link_job (form_id, created_at_ms);
CREATE INDEX link_job_running ON link_job (created_at_ms) WHERE state = 'running';

-- Its rows, each with its cells as a JSON array. state: `waiting`, `made`, `skipped`, `failed`.
CREATE TABLE link_job_row (
    job_id      TEXT   NOT NULL REFERENCES link_job (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    cells       TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    code        TEXT,
    reason      TEXT,
    column_no   BIGINT,
    link_id     TEXT,
    PRIMARY KEY (job_id, number)
);
