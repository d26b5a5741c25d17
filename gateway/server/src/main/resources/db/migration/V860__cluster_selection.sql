-- A cluster's run is narrowed like any export, and every stretch is decided anew (decision 25): the functions no longer read
-- under a snapshot of the job's, so an objection, a withdrawal from a study or of the run itself holds for the next stretch.

-- Which versions a search found when it was asked, under a name; what is written later is in none.
CREATE TABLE mark (
    name    text    NOT NULL,
    self    bigint  NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (name, self)
);

ALTER TABLE cluster_run
    ADD COLUMN snapshot    timestamptz,                       -- transaction time; null: opened
    ADD COLUMN since       bigint,                            -- milliseconds since 1970
    ADD COLUMN until       bigint,
    ADD COLUMN filtered    smallint[] NOT NULL DEFAULT '{}',  -- types of which only what is marked under the run's id is given
    ADD COLUMN of_patients boolean    NOT NULL DEFAULT false, -- only of those in cluster_run_patient
    ADD COLUMN names       jsonb      NOT NULL DEFAULT '{}';  -- of types by number; with a since

CREATE TABLE cluster_run_patient (
    run_id     text NOT NULL,
    patient_id text NOT NULL,
    PRIMARY KEY (run_id, patient_id)
);

-- Who may call them stays.
CREATE TEMPORARY TABLE cluster_caller ON COMMIT DROP AS
    SELECT DISTINCT p.proname AS name, a.grantee::regrole::text AS grantee
    FROM pg_proc p, aclexplode(p.proacl) a
    WHERE p.proname IN ('cluster_terms', 'cluster_records') AND p.pronamespace = current_schema()::regnamespace
      AND a.grantee <> 0 AND a.grantee <> p.proowner;

DROP FUNCTION cluster_terms(text);
DROP FUNCTION cluster_records(text, bigint, bigint);

-- What the job must keep to, and what its manifest tells.
CREATE FUNCTION cluster_terms(run text)
RETURNS TABLE (policy text, transaction_time timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT o.policy, COALESCE(o.snapshot, o.opened) FROM cluster_opened(run) o
$$;

-- Current versions in a stretch, patient by patient: of those whom an export of the run's client under its policy would hold at
-- this moment, and of what concerns nobody. Wanted is what the run is of; besides it the Patients come in any case, because who
-- they are decides what may be said of them. With a since, what was deleted comes too, without a body. Never AuditEvent, Binary,
-- Consent, Subscription and Task.
CREATE FUNCTION cluster_records(run text, after_subject bigint, up_to_subject bigint)
RETURNS TABLE (subject bigint, type smallint, codec smallint, wanted boolean, deleted text, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH opened AS MATERIALIZED (
        SELECT o.* FROM cluster_opened(run) o
    ), people AS MATERIALIZED (
        SELECT p.subject FROM opened o, resource p
        WHERE p.subject > after_subject AND p.subject <= up_to_subject AND p.rid = p.subject AND p.subject <> 0
          AND o.policy IN ('safe-harbor', 'research-shifted', 'limited-dataset')
          AND NOT EXISTS (SELECT 1 FROM research_objection n WHERE n.patient_id = p.id)
          AND (NOT o.of_patients OR EXISTS (
                SELECT 1 FROM cluster_run_patient c WHERE c.run_id = o.run_id AND c.patient_id = p.id))
          AND (o.policy = 'safe-harbor' OR EXISTS (
                SELECT 1 FROM research_subject u JOIN research_study s USING (study_id)
                WHERE u.patient_id = p.id AND u.state = 'on-study' AND s.state = 'active' AND s.ends > now()
                  AND s.client_id = o.client_id AND s.policy = o.policy))
    ), found AS (
        SELECT r.subject, r.type, r.codec, r.change, r.body,
               CASE WHEN r.change = 2 THEN (o.names ->> r.type::text) || '/' || r.id END AS deleted,
               (cardinality(o.numbers) = 0 OR r.type = ANY (o.numbers))
               AND (o.since IS NULL OR r.updated > o.since) AND (o.until IS NULL OR r.updated <= o.until)
               AND (r.change = 2 OR NOT r.type = ANY (o.filtered) OR EXISTS (
                    SELECT 1 FROM mark m WHERE m.name = o.run_id AND m.self = r.self AND m.version = r.version)) AS wanted
        FROM opened o, resource r
        WHERE r.subject > after_subject AND r.subject <= up_to_subject
          AND r.type NOT IN (7, 9, 29, 128, 138)
          AND (r.change < 2 OR o.since IS NOT NULL)
          AND (r.subject IN (SELECT p.subject FROM people p)
               OR (r.subject = 0 AND o.policy IN ('safe-harbor', 'research-shifted', 'limited-dataset')))
    )
    SELECT f.subject, f.type, f.codec, f.wanted, f.deleted,
           CASE WHEN f.change < 2 THEN f.body END
    FROM found f WHERE f.wanted OR (f.type = 101 AND f.change < 2)
    ORDER BY f.subject
$$;

REVOKE ALL ON FUNCTION cluster_terms(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_records(text, bigint, bigint) FROM PUBLIC;

DO $$
DECLARE
    caller record;
BEGIN
    FOR caller IN SELECT * FROM cluster_caller LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s',
            CASE caller.name WHEN 'cluster_terms' THEN 'cluster_terms(text)' ELSE 'cluster_records(text, bigint, bigint)' END,
            caller.grantee);
    END LOOP;
END $$;
