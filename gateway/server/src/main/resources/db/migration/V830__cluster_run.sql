-- What a cluster reads of the store is opened at the gateway first (decision 20), which puts it on the ledger and into the audit
-- trail. Without an open run the functions refuse; whose records they give is decided as before, by the run's client and policy.

CREATE TABLE cluster_run (
    run_id    text        NOT NULL PRIMARY KEY,
    client_id text        NOT NULL,
    policy    text        NOT NULL,
    types     text[]      NOT NULL,               -- names; empty: all
    numbers   smallint[]  NOT NULL,               -- the same as the record store counts them
    state     text        NOT NULL CHECK (state IN ('open', 'released', 'failed')),
    opening   text        NOT NULL,               -- what the ledger committed to when it was opened
    counts    jsonb       NOT NULL DEFAULT '{}',  -- resources by type, as the job told them
    ending    text,                               -- what the ledger committed to at its end; null: not on the ledger yet
    opened    timestamptz NOT NULL,
    expires   timestamptz NOT NULL
);
CREATE INDEX cluster_run_unrecorded ON cluster_run (opened) WHERE ending IS NULL;

DROP FUNCTION cluster_ranges(integer);
DROP FUNCTION cluster_records(text, text, bigint, bigint);

CREATE FUNCTION cluster_opened(run text) RETURNS cluster_run
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    found_run cluster_run;
BEGIN
    SELECT * INTO found_run FROM cluster_run r
    WHERE r.run_id = run AND r.state = 'open' AND r.expires > clock_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such run is open' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN found_run;
END
$$;

-- What the job must keep to.
CREATE FUNCTION cluster_terms(run text) RETURNS TABLE (policy text, types text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT o.policy, o.types FROM cluster_opened(run) o
$$;

-- Stretches of the shard key with about as many patients each.
CREATE FUNCTION cluster_ranges(run text, parts integer) RETURNS TABLE (after bigint, up_to bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH opened AS MATERIALIZED (
        SELECT cluster_opened(run)
    ), people AS (
        SELECT r.subject, ntile(parts) OVER (ORDER BY r.subject) AS part
        FROM opened, resource r WHERE r.type = 101 AND r.rid = r.subject
    ), ends AS (
        SELECT part, max(subject) AS last FROM people GROUP BY part
    )
    SELECT COALESCE(lag(last) OVER (ORDER BY part), '-9223372036854775808'::bigint),
           CASE WHEN lead(part) OVER (ORDER BY part) IS NULL THEN 9223372036854775807 ELSE last END
    FROM ends
$$;

-- Current versions in a stretch, as they lie in the table: of patients whom an export of the run's client under its policy
-- would hold, and of what concerns nobody, of the run's types; the Patients come in any case, because who they are decides
-- what may be said of them. Never AuditEvent, Binary, Consent, Subscription and Task.
CREATE FUNCTION cluster_records(run text, after_subject bigint, up_to_subject bigint)
RETURNS TABLE (type smallint, codec smallint, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH opened AS MATERIALIZED (
        SELECT (o).client_id AS client, (o).policy AS asked, (o).numbers AS numbers FROM cluster_opened(run) o
    )
    SELECT r.type, r.codec, r.body FROM opened, resource r
    WHERE r.subject > after_subject AND r.subject <= up_to_subject AND r.change < 2
      AND r.type NOT IN (7, 9, 29, 128, 138)
      AND (cardinality(numbers) = 0 OR r.type = ANY (numbers) OR r.type = 101)
      AND asked IN ('safe-harbor', 'research-shifted', 'limited-dataset')
      AND (r.subject = 0 OR EXISTS (
            SELECT 1 FROM resource p
            WHERE p.subject = r.subject AND p.rid = r.subject
              AND NOT EXISTS (SELECT 1 FROM research_objection o WHERE o.patient_id = p.id)
              AND (asked = 'safe-harbor' OR EXISTS (
                    SELECT 1 FROM research_subject u JOIN research_study s USING (study_id)
                    WHERE u.patient_id = p.id AND u.state = 'on-study' AND s.state = 'active' AND s.ends > now()
                      AND s.client_id = client AND s.policy = asked))))
$$;

-- The job's last word before it releases anything: refused, like reading, once the run was withdrawn or has expired.
CREATE FUNCTION cluster_ended(run text, clean boolean, told jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM cluster_opened(run);
    UPDATE cluster_run r SET state = CASE WHEN clean THEN 'released' ELSE 'failed' END, counts = (
        SELECT COALESCE(jsonb_object_agg(t.key, t.value), '{}') FROM jsonb_each(told) t
        WHERE t.key ~ '^[A-Z][A-Za-z]{2,40}$' AND jsonb_typeof(t.value) = 'number')
    WHERE r.run_id = run AND r.state = 'open';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such run is open' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION cluster_opened(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_terms(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_ranges(text, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_records(text, bigint, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_ended(text, boolean, jsonb) FROM PUBLIC;
