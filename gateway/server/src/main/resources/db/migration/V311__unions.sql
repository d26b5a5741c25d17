-- What search parameters are nothing but others together (Observation's combo-code and its like) is asked of those
-- others: the rows that were written for them are taken out by a job.
INSERT INTO upkeep_job (job_id, kind, state, subject, rid)
SELECT 'v311', 'reindex', 'waiting', -9223372036854775808, -9223372036854775808
WHERE EXISTS (SELECT 1 FROM resource);
