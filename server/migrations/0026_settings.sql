-- What the owners set for the whole installation, as JSON: `branding`, `languages`. `revision` counts what was saved.
-- `changed_by` is an account, which may be gone.
CREATE TABLE setting (
    name          TEXT   NOT NULL PRIMARY KEY,
    value         TEXT   NOT NULL,
    revision      BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_by    TEXT
);

-- The logo, under the name that its content gives it; `content` is base64. The one before stays: pages that show it
-- may be under way.
CREATE TABLE brand_picture (
    file       TEXT   NOT NULL PRIMARY KEY,
    content    TEXT   NOT NULL,
    kept_at_ms BIGINT NOT NULL
);

-- What was different when a connection's tables were last found changed, as JSON; NULL: nothing yet.
ALTER TABLE connection ADD COLUMN changed TEXT;
