-- The seed that shuffled options were shown by; 0 where they came as written.
ALTER TABLE response ADD COLUMN seed BIGINT NOT NULL DEFAULT 0;
