-- What a response's reader should know of its sender: JSON, a list of `captcha_skipped`, `honeypot`, `too_fast`.
ALTER TABLE response ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';

-- Proofs of captchas that were used, as digests: each lets in one submission. Forgotten once they have expired.
CREATE TABLE captcha_token (
    spent    TEXT   NOT NULL PRIMARY KEY,
    until_ms BIGINT NOT NULL
);
CREATE INDEX captcha_token_by_time ON captcha_token (until_ms);
