-- Deliveries that were called off are found to be replayed, as dead ones are.
CREATE INDEX delivery_cancelled ON delivery (connector, form_id) WHERE status = 'cancelled';
