-- What follows from the answers: calculated values with their bands, and the ending, as JSON.
ALTER TABLE response ADD COLUMN results TEXT NOT NULL DEFAULT '{}';
