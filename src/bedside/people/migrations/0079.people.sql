-- depends: 0063.people
-- Nearly everybody was never merged, and is looked up in every booking: they are answered by one look-up whose plan
-- is kept, instead of a recursive query that is planned each time.

CREATE OR REPLACE FUNCTION people.same_person(at_hospital int, known uuid) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM people.merges m
        WHERE m.hospital_id = at_hospital AND (m.gone = known OR m.kept = known) AND m.undone_at IS NULL
    ) THEN
        RETURN ARRAY[known];
    END IF;
    RETURN (
        WITH RECURSIVE up AS (
            SELECT known AS id, 0 AS steps
            UNION ALL
            SELECT m.kept, up.steps + 1 FROM up
            JOIN people.merges m ON m.hospital_id = at_hospital AND m.gone = up.id AND m.undone_at IS NULL
        ), head AS (
            SELECT up.id FROM up ORDER BY up.steps DESC LIMIT 1
        ), down AS (
            SELECT head.id, 0 AS steps FROM head
            UNION ALL
            SELECT m.gone, down.steps + 1 FROM down
            JOIN people.merges m ON m.hospital_id = at_hospital AND m.kept = down.id AND m.undone_at IS NULL
        )
        SELECT array_agg(down.id ORDER BY down.steps, down.id) FROM down
    );
END
$$;
