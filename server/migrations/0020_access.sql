-- Who may sign in to the console. `email_key` is the address as addresses are compared; `password` a PHC string of
-- Argon2id, absent until one is set.
CREATE TABLE account (
    id              TEXT   NOT NULL PRIMARY KEY,
    email           TEXT   NOT NULL,
    email_key       TEXT   NOT NULL UNIQUE,
    name            TEXT   NOT NULL,
    role            TEXT   NOT NULL,
    language        TEXT   NOT NULL,
    password        TEXT,
    created_at_ms   BIGINT NOT NULL,
    signed_in_at_ms BIGINT,
    disabled_at_ms  BIGINT
);

-- A browser that is signed in, by the digest of the secret in its cookie. `confirmed_at_ms`: when the password was last
-- given in it.
CREATE TABLE account_session (
    digest          TEXT   NOT NULL PRIMARY KEY,
    id              TEXT   NOT NULL UNIQUE,
    account_id      TEXT   NOT NULL REFERENCES account (id),
    user_agent      TEXT   NOT NULL,
    address         TEXT   NOT NULL,
    created_at_ms   BIGINT NOT NULL,
    seen_at_ms      BIGINT NOT NULL,
    expires_at_ms   BIGINT NOT NULL,
    confirmed_at_ms BIGINT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account_id);

-- The newest one-time address at which a person sets a password.
CREATE TABLE account_code (
    account_id    TEXT   NOT NULL PRIMARY KEY REFERENCES account (id),
    digest        TEXT   NOT NULL UNIQUE,
    expires_at_ms BIGINT NOT NULL
);

-- One row at most: what the newest code of a first run is stored as. None once there is an account.
CREATE TABLE first_run (
    id            BIGINT NOT NULL PRIMARY KEY,
    digest        TEXT   NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- Wrong passwords, by a hash of what they are counted for. `before_at_ms` is what `last_at_ms` was before the last try,
-- which is counted before it is judged; `faded_at_ms` up to when the failures have faded.
CREATE TABLE sign_in_tally (
    subject      TEXT   NOT NULL PRIMARY KEY,
    failures     BIGINT NOT NULL,
    last_at_ms   BIGINT NOT NULL,
    before_at_ms BIGINT NOT NULL,
    faded_at_ms  BIGINT NOT NULL
);
CREATE INDEX sign_in_tally_age ON sign_in_tally (last_at_ms);

-- Networks that somebody has signed in from, hashed.
CREATE TABLE known_network (
    account_id TEXT   NOT NULL REFERENCES account (id),
    network    TEXT   NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, network)
);

-- Tokens of programs, by their digest. Without `made_by` the operator made it.
CREATE TABLE api_token (
    digest        TEXT   NOT NULL PRIMARY KEY,
    id            TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    scope         TEXT   NOT NULL,
    made_by       TEXT   REFERENCES account (id),
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    used_at_ms    BIGINT
);
