-- What a cluster's job reads of the store. Consent is decided here, by the rule of the gateway's own exports (decisions 4
-- and 17): the job's account may call these two functions and read no table.

-- Stretches of the shard key with about as many patients each.
CREATE FUNCTION cluster_ranges(parts integer) RETURNS TABLE (after bigint, up_to bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH people AS (
        SELECT subject, ntile(parts) OVER (ORDER BY subject) AS part FROM resource WHERE type = 101 AND rid = subject
    ), ends AS (
        SELECT part, max(subject) AS last FROM people GROUP BY part
    )
    SELECT COALESCE(lag(last) OVER (ORDER BY part), '-9223372036854775808'::bigint),
           CASE WHEN lead(part) OVER (ORDER BY part) IS NULL THEN 9223372036854775807 ELSE last END
    FROM ends
$$;

-- Current versions in a stretch, as they lie in the table: of patients whom an export of that client under that policy
-- would hold, and of what concerns nobody. Never AuditEvent, Binary, Consent, Subscription and Task.
CREATE FUNCTION cluster_records(client text, asked text, after_subject bigint, up_to_subject bigint)
RETURNS TABLE (type smallint, codec smallint, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT r.type, r.codec, r.body FROM resource r
    WHERE r.subject > after_subject AND r.subject <= up_to_subject AND r.change < 2
      AND r.type NOT IN (7, 9, 29, 128, 138)
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

REVOKE ALL ON FUNCTION cluster_ranges(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION cluster_records(text, text, bigint, bigint) FROM PUBLIC;
