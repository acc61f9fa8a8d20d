-- depends: 0021.people
-- Who was erased, by id alone: a backup that is restored still holds them, and they are erased in it again.

CREATE TABLE people.erasures (
    hospital_id int NOT NULL,
    subject uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'visitor')),
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, subject)
);
CREATE INDEX erasures_by_time ON people.erasures (erased_at);
ALTER TABLE people.erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON people.erasures TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT ON people.erasures TO bedside_app;

-- For the list that is kept beside the database, and for whoever restores one.
CREATE FUNCTION people.erasures_since(since timestamptz)
RETURNS TABLE (hospital_id int, subject uuid, kind text, erased_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = people, pg_catalog AS $$
    SELECT e.hospital_id, e.subject, e.kind, e.erased_at FROM erasures e WHERE e.erased_at >= since ORDER BY e.erased_at
$$;
REVOKE ALL ON FUNCTION people.erasures_since(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.erasures_since(timestamptz) TO bedside_system;
INSERT INTO people.erasures (hospital_id, subject, kind, erased_at)
SELECT hospital_id, id, 'person', deleted_at FROM people.persons WHERE deleted_at IS NOT NULL
UNION ALL
SELECT hospital_id, id, 'visitor', forgotten_at FROM people.visitors WHERE forgotten_at IS NOT NULL
ON CONFLICT DO NOTHING;
