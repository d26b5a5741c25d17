-- Whose record a paper tells of, by the patient's logical id; null: nobody's, or it is not left in the journal. Nobody but
-- that patient sees such a paper, so it is filed when the patient looks, or late.
ALTER TABLE journal ADD COLUMN about text COLLATE "C";
CREATE INDEX journal_of_patient ON journal (about, rid) WHERE about IS NOT NULL;
CREATE INDEX journal_of_nobody ON journal (rid) WHERE about IS NULL;
