-- What was begun by a personal link and is not sent yet. `revision` is the random id of the newest save, `saved_by`
-- the digest of the device that made it.
CREATE TABLE draft (
    link_id     TEXT   NOT NULL PRIMARY KEY REFERENCES link (id),
    entries     TEXT   NOT NULL,
    step        TEXT   NOT NULL,
    revision    TEXT   NOT NULL,
    saved_by    TEXT   NOT NULL,
    saved_at_ms BIGINT NOT NULL
);

-- The devices that may see and save it: each has a secret, of which this is a digest.
CREATE TABLE draft_device (
    link_id    TEXT   NOT NULL REFERENCES draft (link_id) ON DELETE CASCADE,
    device     TEXT   NOT NULL,
    made_at_ms BIGINT NOT NULL,
    PRIMARY KEY (link_id, device)
);

-- Codes sent to the contact, as HMACs, each for the device that asked for it.
CREATE TABLE draft_code (
    id         TEXT   NOT NULL PRIMARY KEY,
    link_id    TEXT   NOT NULL REFERENCES draft (link_id) ON DELETE CASCADE,
    device     TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    tries      BIGINT NOT NULL,
    sent_at_ms BIGINT NOT NULL
);
CREATE INDEX draft_code_by_link ON draft_code (link_id, sent_at_ms);
