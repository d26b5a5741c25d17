-- What is indexed has grown (phonetic, contact systems, first entries of documents): what is there already is brought
-- up to it by a job.
INSERT INTO upkeep_job (job_id, kind, state, subject, rid)
SELECT 'v111', 'reindex', 'waiting', -9223372036854775808, -9223372036854775808
WHERE EXISTS (SELECT 1 FROM resource);
