-- coach: what consultants said of its guesses, and the models that were learned from it.

CREATE SCHEMA coach;
GRANT USAGE ON SCHEMA coach TO bedside_app, bedside_system;

-- A label holds no word of anybody: it names the message, and whoever learns reads it where it is kept. It goes with the person.
CREATE TABLE coach.labels (
    hospital_id int NOT NULL,
    source uuid NOT NULL, -- the conversation, as the room above names it
    seq int NOT NULL,
    task text NOT NULL CHECK (task IN ('intent', 'need', 'worry', 'mood', 'ready', 'stage', 'level', 'doubt')),
    label text NOT NULL,
    guessed text NOT NULL,
    version text NOT NULL,
    by_staff uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, source, seq, task)
);

CREATE TABLE coach.versions (
    hospital_id int NOT NULL,
    version int NOT NULL,
    made_at timestamptz NOT NULL,
    labels int NOT NULL,
    report jsonb NOT NULL,
    in_use bool NOT NULL DEFAULT false,
    PRIMARY KEY (hospital_id, version)
);
CREATE UNIQUE INDEX versions_in_use ON coach.versions (hospital_id) WHERE in_use;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['labels', 'versions']
    LOOP
        EXECUTE format('ALTER TABLE coach.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON coach.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON coach.%I TO bedside_app', t);
    END LOOP;
END $$;
