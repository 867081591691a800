-- A file belongs to the response that names it, and to nobody before.
ALTER TABLE upload RENAME COLUMN claimed_by TO response_id;
UPDATE upload SET response_id = (
    SELECT response.id FROM response
    WHERE response.idempotency_key = upload.response_id AND response.answers LIKE '%' || upload.id || '%'
) WHERE response_id IS NOT NULL;
-- `scanning`: being put in its place, or looked at by the scanner; `kept`: a submission may name it.
ALTER TABLE upload ADD COLUMN state TEXT NOT NULL DEFAULT 'kept';
-- Who sent it, as a code of the link or the network it came from; empty once a response names it.
ALTER TABLE upload ADD COLUMN sender TEXT NOT NULL DEFAULT '';
