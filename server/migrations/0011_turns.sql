-- Turns to write to a record of a CRM over the network, or to look for one by a value; `key` is a digest.
-- newest_at_ms: when the newest answers were given that were written in it. used_at_ms: when it was given back last.
-- writing_at_ms: when the answers were given that whoever has it may be writing.
-- A turn is taken while `lease_until_ms` is to come.
CREATE TABLE turn (
    key            TEXT   NOT NULL PRIMARY KEY,
    newest_at_ms   BIGINT,
    used_at_ms     BIGINT NOT NULL,
    owner          TEXT,
    writing_at_ms  BIGINT,
    lease_until_ms BIGINT NOT NULL
);
CREATE INDEX turn_by_use ON turn (used_at_ms);
