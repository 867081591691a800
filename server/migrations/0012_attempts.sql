-- What was said between Sonda and the CRM: JSON, at most 16 KB; and the column at fault.
ALTER TABLE attempt ADD COLUMN exchanges TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attempt ADD COLUMN error_column TEXT;
ALTER TABLE delivery ADD COLUMN error_column TEXT;

-- The targets that a delivery waits for, each between two spaces; NULL, in rows from before: all those before it.
-- A delivery is `pending` if it waits for none, and becomes so when all of them have ended. Further statuses: `cancelled`.
ALTER TABLE delivery ADD COLUMN waits_for TEXT;

-- Each connector has a queue of its own. The rest is there to be read without the row.
DROP INDEX delivery_due;
CREATE INDEX delivery_queue ON delivery (connector, due_at_ms, created_at_ms, status) WHERE status = 'pending';
DROP INDEX delivery_dead;
CREATE INDEX delivery_dead ON delivery (connector, form_id) WHERE status = 'dead';
