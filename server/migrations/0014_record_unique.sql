-- Values, alone or together, that no two records of a table share. `key_name`: the columns with commas between.
CREATE TABLE record_unique (
    table_name TEXT NOT NULL,
    key_name   TEXT NOT NULL,
    value      TEXT NOT NULL,
    record_id  TEXT NOT NULL,
    PRIMARY KEY (table_name, key_name, value)
);
CREATE INDEX record_unique_by_record ON record_unique (table_name, record_id);

-- Whose turn it is to be given a new record of the table; counts on for ever.
CREATE TABLE owner_turn (
    table_name TEXT   NOT NULL PRIMARY KEY,
    turn       BIGINT NOT NULL
);
