-- depends: 0020.people
-- people: persons with sealed identifiers, their browsers, families, merges, likely duplicates and requests.

CREATE TABLE people.persons (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    name_sealed bytea NOT NULL,
    name_hash bytea NOT NULL,
    sex text NOT NULL DEFAULT '' CHECK (sex IN ('', 'female', 'male', 'other')),
    born_sealed bytea,
    born_hash bytea,
    lang text NOT NULL DEFAULT 'zh' CHECK (lang IN ('zh', 'en')),
    time_zone text NOT NULL DEFAULT '', -- empty: the hospital's
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    compare_at timestamptz, -- due: look for others who may be the same person
    deleted_at timestamptz, -- the row stays as a nameless stone that held records still point at
    rev int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX persons_named ON people.persons (hospital_id, name_hash);
CREATE INDEX persons_to_compare ON people.persons (compare_at, hospital_id) WHERE compare_at IS NOT NULL;

CREATE TABLE people.identifiers (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'id_card', 'visit_card', 'record_number')),
    value_sealed bytea NOT NULL,
    value_hash bytea NOT NULL,
    masked text NOT NULL,
    verified_at timestamptz,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, person_id) REFERENCES people.persons
);
CREATE UNIQUE INDEX identifiers_once ON people.identifiers (hospital_id, person_id, value_hash) WHERE ended_at IS NULL;
CREATE INDEX identifiers_of_person ON people.identifiers (hospital_id, person_id);
CREATE INDEX identifiers_value ON people.identifiers (hospital_id, value_hash) WHERE ended_at IS NULL;

-- A family's browser may belong to several persons; what it did alone is then nobody's alone.
CREATE TABLE people.person_visitors (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    person_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    joined_by text NOT NULL,
    PRIMARY KEY (hospital_id, visitor_id, person_id)
);
CREATE INDEX visitors_of_person ON people.person_visitors (hospital_id, person_id);

-- Each tie stands under both, so that either finds it by key: `relation` is what `other_id` is to `person_id`.
CREATE TABLE people.households (
    hospital_id int NOT NULL,
    person_id uuid NOT NULL,
    other_id uuid NOT NULL,
    relation text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, person_id, other_id),
    CHECK (person_id <> other_id)
);

-- A merge moves no rows: it says that from now on `gone` is read as `kept`. Undone, everything is as it was.
CREATE TABLE people.merges (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    kept uuid NOT NULL,
    gone uuid NOT NULL,
    reason text NOT NULL,
    merged_at timestamptz NOT NULL,
    merged_by text NOT NULL,
    undone_at timestamptz,
    undone_by text,
    undone_reason text,
    PRIMARY KEY (hospital_id, id),
    CHECK (kept <> gone)
);
CREATE UNIQUE INDEX merges_gone ON people.merges (hospital_id, gone) WHERE undone_at IS NULL;
CREATE INDEX merges_kept ON people.merges (hospital_id, kept);
CREATE INDEX merges_of_gone ON people.merges (hospital_id, gone);

CREATE TABLE people.duplicates (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    a uuid NOT NULL,
    b uuid NOT NULL,
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    reasons text[] NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dismissed', 'merged')),
    found_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by text,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, a, b),
    CHECK (a < b)
);
CREATE INDEX duplicates_open ON people.duplicates (hospital_id, score DESC, id) WHERE state = 'open';
CREATE INDEX duplicates_of_b ON people.duplicates (hospital_id, b);

-- What a person asks to be done with their data (rule L33), and what was answered.
CREATE TABLE people.requests (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('export', 'correct', 'delete')),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused', 'withdrawn')),
    details_sealed bytea,
    asked_at timestamptz NOT NULL,
    asked_by text NOT NULL,
    due_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by text,
    answer_sealed bytea,
    kept jsonb NOT NULL DEFAULT '[]', -- what stays and the rule that says so
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX requests_of_person ON people.requests (hospital_id, person_id);
CREATE INDEX requests_due ON people.requests (hospital_id, due_at, id) WHERE state = 'open';
CREATE INDEX requests_asked ON people.requests (hospital_id, asked_at DESC, id DESC);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['persons', 'identifiers', 'person_visitors', 'households', 'merges', 'duplicates',
        'requests'] LOOP
        EXECUTE format('ALTER TABLE people.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY app ON people.%I TO bedside_app '
            'USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON people.%I TO bedside_app', name);
    END LOOP;
END $$;
GRANT DELETE ON people.identifiers, people.person_visitors, people.households, people.duplicates TO bedside_app;

-- Consent is given by a browser's visitor or by a person, and "care" is a purpose of persons.
-- The house stands still while it migrates: no client of the old name is there.
-- squawk-ignore renaming-column
ALTER TABLE people.consents RENAME COLUMN visitor_id TO subject;
-- squawk-ignore ban-drop-constraint
ALTER TABLE people.consents DROP CONSTRAINT consents_purpose_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE people.consents ADD CONSTRAINT consents_purpose_check
    CHECK (purpose IN ('tracking', 'health', 'marketing', 'group_sharing', 'care'));

-- All ids under which a person is known, the one that was kept first. Follows merges up to the last and down again.
CREATE FUNCTION people.same_person(at_hospital int, known uuid) RETURNS uuid[] LANGUAGE sql STABLE
SET search_path = people, pg_catalog AS $$
    WITH RECURSIVE up AS (
        SELECT known AS id, 0 AS steps
        UNION ALL
        SELECT m.kept, up.steps + 1 FROM up
        JOIN merges m ON m.hospital_id = at_hospital AND m.gone = up.id AND m.undone_at IS NULL
    ), head AS (
        SELECT id FROM up ORDER BY steps DESC LIMIT 1
    ), down AS (
        SELECT id, 0 AS steps FROM head
        UNION ALL
        SELECT m.gone, down.steps + 1 FROM down
        JOIN merges m ON m.hospital_id = at_hospital AND m.kept = down.id AND m.undone_at IS NULL
    )
    SELECT array_agg(id ORDER BY steps, id) FROM down
$$;
REVOKE ALL ON FUNCTION people.same_person(int, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.same_person(int, uuid) TO bedside_app;

-- Due work looks across hospitals for where something is due, and then acts inside one.
GRANT USAGE ON SCHEMA people TO bedside_system;
CREATE FUNCTION people.hospitals_to_compare() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = people, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM persons WHERE compare_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION people.hospitals_to_compare() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.hospitals_to_compare() TO bedside_system;
