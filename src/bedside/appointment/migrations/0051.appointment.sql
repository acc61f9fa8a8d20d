-- depends: 0050.appointment
-- The hospital's own system (HIS) as owner of seats; intake forms; reminders; links; calendars.

CREATE TABLE appointment.his_connections (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    departments uuid[] NOT NULL DEFAULT '{}',
    settings jsonb NOT NULL,
    secret_sealed bytea,
    enabled boolean NOT NULL DEFAULT true,
    rev int NOT NULL DEFAULT 1,
    -- How it goes with them; a report on the line, not an order of staff.
    mirror_at timestamptz NOT NULL,
    mirrored_at timestamptz,
    reconcile_at timestamptz NOT NULL,
    reconciled_at timestamptz,
    answered_at timestamptz,
    failing_since timestamptz,
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (hospital_id, id)
);

-- Which of our slots are a copy of one of theirs.
CREATE TABLE appointment.his_slots (
    hospital_id int NOT NULL,
    slot_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    ref text NOT NULL CHECK (length(ref) BETWEEN 1 AND 100),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, slot_id),
    UNIQUE (hospital_id, connection_id, ref)
);

-- What they must be asked about an appointment; asked in the order of making, one at a time per appointment.
CREATE TABLE appointment.his_asks (
    hospital_id int NOT NULL,
    appointment_id uuid NOT NULL,
    verb text NOT NULL CHECK (verb IN ('confirm', 'cancel', 'arrival')),
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'refused', 'dropped')),
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT '',
    done_at timestamptz,
    PRIMARY KEY (hospital_id, appointment_id, verb)
);
CREATE INDEX his_asks_due ON appointment.his_asks (hospital_id, due_at) WHERE state = 'due';

CREATE TABLE appointment.differences (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN (
        'missing_there', 'missing_here', 'cancelled_there', 'cancelled_here', 'other_time', 'other_price', 'arrived_there', 'twice',
        'slot_gone', 'slot_unusable', 'unanswered', 'unclear')),
    -- What it is about: an appointment's id, their number or their slot.
    about text NOT NULL CHECK (length(about) <= 140),
    appointment_id uuid,
    ref text NOT NULL DEFAULT '',
    ours jsonb NOT NULL DEFAULT '{}',
    theirs jsonb NOT NULL DEFAULT '{}',
    found_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'gone')),
    resolution text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    resolved_at timestamptz,
    resolved_by text NOT NULL DEFAULT '',
    PRIMARY KEY (hospital_id, id)
);
-- A difference that stays is one row, however many days it is found again.
CREATE UNIQUE INDEX differences_open ON appointment.differences (hospital_id, connection_id, kind, about) WHERE state = 'open';
CREATE INDEX differences_about ON appointment.differences (hospital_id, connection_id, kind, about);
CREATE INDEX differences_listed ON appointment.differences (hospital_id, state, id);

-- Each form is kept as it was when it was filled in.
CREATE TABLE appointment.intake_forms (
    hospital_id int NOT NULL,
    department_id uuid NOT NULL,
    version int NOT NULL,
    fields jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, department_id, version)
);

CREATE TABLE appointment.intakes (
    hospital_id int NOT NULL,
    appointment_id uuid NOT NULL,
    person_id uuid NOT NULL,
    department_id uuid NOT NULL,
    version int NOT NULL,
    answers_sealed bytea NOT NULL,
    filled_by text NOT NULL,
    filled_at timestamptz NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (hospital_id, appointment_id)
);
CREATE INDEX intakes_of_person ON appointment.intakes (hospital_id, person_id);

CREATE TABLE appointment.reminders (
    hospital_id int NOT NULL,
    appointment_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('day', 'hours')),
    starts_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sent', 'dropped')),
    done_at timestamptz,
    PRIMARY KEY (hospital_id, appointment_id, kind)
);
CREATE INDEX reminders_due ON appointment.reminders (hospital_id, due_at) WHERE state = 'due';

-- "I will come", said by link to exactly this time.
CREATE TABLE appointment.comings (
    hospital_id int NOT NULL,
    appointment_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, appointment_id)
);

-- A doctor's feed: its address is a secret, and a new one ends the old.
CREATE TABLE appointment.calendar_links (
    hospital_id int NOT NULL,
    doctor_id uuid NOT NULL,
    serial int NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, doctor_id)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['his_connections', 'his_slots', 'his_asks', 'differences', 'intake_forms', 'intakes', 'reminders',
                             'comings', 'calendar_links']
    LOOP
        EXECUTE format('ALTER TABLE appointment.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON appointment.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON appointment.%I TO bedside_app', t);
    END LOOP;
END $$;

-- Due work looks across hospitals for where something is due, and then acts inside one.
CREATE FUNCTION appointment.hospitals_with_his() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = appointment, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM appointment.his_connections WHERE enabled
$$;
REVOKE ALL ON FUNCTION appointment.hospitals_with_his() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION appointment.hospitals_with_his() TO bedside_system;

CREATE FUNCTION appointment.hospitals_to_remind(at timestamptz) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = appointment, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM appointment.reminders WHERE state = 'due' AND due_at <= at
$$;
REVOKE ALL ON FUNCTION appointment.hospitals_to_remind(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION appointment.hospitals_to_remind(timestamptz) TO bedside_system;
