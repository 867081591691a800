-- One text for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only.
-- Times are milliseconds since the epoch, UTC. JSON is TEXT.

CREATE TABLE form (
    id               TEXT   NOT NULL PRIMARY KEY,
    kind             TEXT   NOT NULL,
    settings         TEXT   NOT NULL,
    version          BIGINT NOT NULL,
    mapping_revision BIGINT NOT NULL,
    responses        BIGINT NOT NULL,
    created_at_ms    BIGINT NOT NULL,
    updated_at_ms    BIGINT NOT NULL
);

-- Immutable once written.
CREATE TABLE form_version (
    form_id         TEXT   NOT NULL REFERENCES form (id),
    version         BIGINT NOT NULL,
    content         TEXT   NOT NULL,
    published_at_ms BIGINT NOT NULL,
    PRIMARY KEY (form_id, version)
);

-- Immutable once written.
CREATE TABLE mapping_revision (
    form_id         TEXT   NOT NULL REFERENCES form (id),
    revision        BIGINT NOT NULL,
    mapping         TEXT   NOT NULL,
    published_at_ms BIGINT NOT NULL,
    PRIMARY KEY (form_id, revision)
);

-- A personal link. Its code is stored as an HMAC only.
CREATE TABLE link (
    id                TEXT   NOT NULL PRIMARY KEY,
    form_id           TEXT   NOT NULL REFERENCES form (id),
    version           BIGINT NOT NULL,
    code_hmac         TEXT   NOT NULL UNIQUE,
    contact_connector TEXT   NOT NULL,
    contact_table     TEXT   NOT NULL,
    contact_record    TEXT   NOT NULL,
    locale            TEXT,
    expires_at_ms     BIGINT,
    revoked_at_ms     BIGINT,
    made_at_ms        BIGINT NOT NULL
);

CREATE TABLE response (
    id              TEXT   NOT NULL PRIMARY KEY,
    form_id         TEXT   NOT NULL REFERENCES form (id),
    version         BIGINT NOT NULL,
    link_id         TEXT   REFERENCES link (id),
    contact         TEXT,
    locale          TEXT   NOT NULL,
    answers         TEXT   NOT NULL,
    context         TEXT   NOT NULL,
    idempotency_key TEXT   NOT NULL,
    fingerprint     TEXT   NOT NULL,
    submitted_at_ms BIGINT NOT NULL,
    UNIQUE (idempotency_key)
);
CREATE INDEX response_by_form ON response (form_id, submitted_at_ms);
CREATE INDEX response_by_link ON response (link_id) WHERE link_id IS NOT NULL;
CREATE INDEX response_by_contact ON response (form_id, contact) WHERE contact IS NOT NULL;

-- The backstop of the once-rules: a claim can be made once, whatever the code above it believes.
CREATE TABLE once_claim (
    form_id     TEXT NOT NULL,
    claim       TEXT NOT NULL,
    response_id TEXT NOT NULL REFERENCES response (id),
    PRIMARY KEY (form_id, claim)
);

-- One response on its way to one target; written in the submission's transaction.
-- status: `pending` (tried when due; while claimed, due when the lease ends), `waiting` (for the
-- earlier targets of the same response), `done`, `dead`.
-- attempts counts every try, tries those since the delivery was last queued.
CREATE TABLE delivery (
    response_id   TEXT   NOT NULL REFERENCES response (id),
    target        TEXT   NOT NULL,
    ordinal       BIGINT NOT NULL,
    form_id       TEXT   NOT NULL,
    connector     TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    attempts      BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    due_at_ms     BIGINT NOT NULL,
    lease_owner   TEXT,
    record_table  TEXT,
    record_id     TEXT,
    last_error    TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (response_id, target)
);
CREATE INDEX delivery_due ON delivery (due_at_ms) WHERE status = 'pending';
CREATE INDEX delivery_dead ON delivery (form_id) WHERE status = 'dead';

CREATE TABLE attempt (
    response_id   TEXT   NOT NULL,
    target        TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    duration_ms   BIGINT NOT NULL,
    outcome       TEXT   NOT NULL,
    detail        TEXT   NOT NULL,
    PRIMARY KEY (response_id, target, number)
);

-- The embedded CRM: one row a record, its columns as JSON.
-- answered_at_ms is when the newest answer in it was given.
CREATE TABLE record (
    table_name     TEXT   NOT NULL,
    id             TEXT   NOT NULL,
    data           TEXT   NOT NULL,
    created_at_ms  BIGINT NOT NULL,
    updated_at_ms  BIGINT NOT NULL,
    answered_at_ms BIGINT NOT NULL,
    PRIMARY KEY (table_name, id)
);
CREATE INDEX record_by_age ON record (table_name, created_at_ms, id);

-- Normalised values of the columns that records are matched by.
CREATE TABLE record_key (
    table_name  TEXT NOT NULL,
    column_name TEXT NOT NULL,
    value       TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    PRIMARY KEY (table_name, column_name, value, record_id)
);
CREATE INDEX record_key_by_record ON record_key (table_name, record_id);
