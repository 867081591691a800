-- What a person has said of the steps that lead to the first answer: `dismissed`, `shared`.
CREATE TABLE first_step (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    step       TEXT NOT NULL,
    PRIMARY KEY (account_id, step)
);
