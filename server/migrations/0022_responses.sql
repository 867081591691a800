-- A form's responses are paged through in the order of acceptance, and cut by time.
DROP INDEX response_by_form;
CREATE INDEX response_by_form ON response (form_id, submitted_at_ms, id);
-- What belongs to a response goes with it when it is deleted.
CREATE INDEX activity_by_response ON activity (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX upload_by_response ON upload (response_id) WHERE response_id IS NOT NULL;
