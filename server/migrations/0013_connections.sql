-- Connections to CRMs and webhooks, by the name that mappings use.
-- secret: sealed under the key of that id; empty where there is none.
-- tables: what its CRM said of them last; read_at_ms: when, 0 for never.
-- drift: what of the forms' mappings its tables do not bear any more.
-- revision: of `connection_change`, when it was last changed.
CREATE TABLE connection (
    name            TEXT   NOT NULL PRIMARY KEY,
    kind            TEXT   NOT NULL,
    settings        TEXT   NOT NULL,
    secret          TEXT   NOT NULL,
    secret_key_id   TEXT   NOT NULL,
    tables          TEXT   NOT NULL,
    read_at_ms      BIGINT NOT NULL,
    drift           TEXT   NOT NULL,
    disabled_reason TEXT,
    revision        BIGINT NOT NULL,
    created_at_ms   BIGINT NOT NULL,
    updated_at_ms   BIGINT NOT NULL
);

-- One row: counts the changes of all connections, so that every process notices them.
CREATE TABLE connection_change (
    id       BIGINT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);
INSERT INTO connection_change (id, revision) VALUES (1, 0);
