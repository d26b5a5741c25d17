SET LOCAL statement_timeout = 0;

-- Among all patients: what is sorted by a date, or lies on a day, is read from the index in the order of the page. What
-- an index of patients and the directory alone did (date_by_value) is done by it too.
CREATE INDEX date_by_begin ON date (parameter, low, subject, rid);
DROP INDEX date_by_value;

-- What a member has brought in, whatever others have.
CREATE INDEX resource_by_source ON resource (source, type, subject, rid) WHERE change < 2;
