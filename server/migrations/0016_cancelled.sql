-- Deliveries that were called off are found to be replayed, as dead ones are; those that wait for another, to be counted.
CREATE INDEX delivery_cancelled ON delivery (connector, form_id) WHERE status = 'cancelled';
CREATE INDEX delivery_waiting ON delivery (connector) WHERE status = 'waiting';
