-- depends: 0040.conversation
-- Red flags: what may be an emergency is a case with a timer, until somebody says what came of it. What was said stays in the
-- entries; the case only points at it.
CREATE TABLE conversation.flags (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    type text NOT NULL,
    words jsonb NOT NULL DEFAULT '[]', -- [{message, start, end}] of the typed texts
    confidence real NOT NULL,
    version text NOT NULL, -- of the rules and the model, or of the hospital's own words
    raised_at timestamptz NOT NULL,
    due_at timestamptz, -- nobody has acknowledged: page more people then
    level smallint NOT NULL DEFAULT 0,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    lifted_by uuid, -- may be booked for later than today although the case is open
    lifted_at timestamptz,
    lift_reason text,
    closed_by uuid,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('false_alarm', 'called_120', 'advised_now', 'in_care', 'no_answer', 'other')),
    note text,
    rev int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE UNIQUE INDEX flags_open ON conversation.flags (hospital_id, conversation_id) WHERE closed_at IS NULL;
CREATE INDEX flags_raised ON conversation.flags (hospital_id, raised_at DESC);
CREATE INDEX flags_due ON conversation.flags (due_at) WHERE due_at IS NOT NULL;

-- Whom to call when nobody is at the desk, how long nobody may look, and words that always raise one here.
CREATE TABLE conversation.flag_settings (
    hospital_id int PRIMARY KEY,
    timer_seconds int NOT NULL DEFAULT 120 CHECK (timer_seconds BETWEEN 30 AND 1800),
    on_call_phone bytea, -- sealed
    on_call_email bytea, -- sealed
    words jsonb NOT NULL DEFAULT '[]', -- [{word, type}]
    rev int NOT NULL DEFAULT 1
);

-- A clinician stands for what visitors are told. Never changed: the newest of a type and version counts.
CREATE TABLE conversation.flag_signatures (
    hospital_id int NOT NULL,
    type text NOT NULL,
    version text NOT NULL,
    name text NOT NULL,
    signed_on date NOT NULL,
    recorded_by uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, type, version, at)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['flags', 'flag_settings', 'flag_signatures']
    LOOP
        EXECUTE format('ALTER TABLE conversation.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON conversation.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON conversation.%I TO bedside_app', t);
    END LOOP;
END $$;

CREATE FUNCTION conversation.flags_due(at timestamptz) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = conversation, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM flags WHERE due_at <= at
$$;
REVOKE ALL ON FUNCTION conversation.flags_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.flags_due(timestamptz) TO bedside_system;
