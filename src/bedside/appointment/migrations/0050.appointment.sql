-- depends: 0040.conversation
-- appointment: weekly schedules, the slots made from them, seats taken in slots, people waiting for a seat.

CREATE SCHEMA appointment;
GRANT USAGE ON SCHEMA appointment TO bedside_app, bedside_system;

-- One row per doctor with a schedule. `number` is the doctor in the slots' exclusion constraint: unique over hospitals,
-- because a GiST index of ranges alone cannot also compare a hospital (that would need an extension).
CREATE TABLE appointment.books (
    hospital_id int NOT NULL,
    doctor_id uuid NOT NULL,
    number int GENERATED ALWAYS AS IDENTITY UNIQUE,
    version int NOT NULL DEFAULT 0,
    made_until date,
    PRIMARY KEY (hospital_id, doctor_id)
);

CREATE TABLE appointment.schedules (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    service_id uuid NOT NULL,
    department_id uuid NOT NULL,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    -- Minutes of the local day; past 1440 is the next morning.
    starts smallint NOT NULL CHECK (starts BETWEEN 0 AND 1439),
    ends smallint NOT NULL CHECK (ends > starts AND ends <= 2880),
    slot_minutes smallint NOT NULL CHECK (slot_minutes BETWEEN 5 AND 720),
    seats smallint NOT NULL CHECK (seats BETWEEN 0 AND 200),
    green_seats smallint NOT NULL DEFAULT 0 CHECK (green_seats BETWEEN 0 AND 50),
    valid_from date,
    valid_to date,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX schedules_doctor ON appointment.schedules (hospital_id, doctor_id);

CREATE TABLE appointment.exceptions (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('off', 'extra')),
    starts smallint NOT NULL DEFAULT 0 CHECK (starts BETWEEN 0 AND 1439),
    ends smallint NOT NULL DEFAULT 2880 CHECK (ends > starts AND ends <= 2880),
    service_id uuid,
    department_id uuid,
    slot_minutes smallint CHECK (slot_minutes BETWEEN 5 AND 720),
    seats smallint CHECK (seats BETWEEN 0 AND 200),
    green_seats smallint CHECK (green_seats BETWEEN 0 AND 50),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, id),
    CHECK (kind = 'off' OR (service_id IS NOT NULL AND department_id IS NOT NULL AND slot_minutes IS NOT NULL
                            AND seats IS NOT NULL AND green_seats IS NOT NULL))
);
CREATE INDEX exceptions_doctor ON appointment.exceptions (hospital_id, doctor_id, day);

CREATE TABLE appointment.slots (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    doctor_number int NOT NULL,
    service_id uuid NOT NULL,
    department_id uuid NOT NULL,
    -- The local day on which the clinic begins; (doctor, day) is what a booking locks.
    day date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    seats smallint NOT NULL,
    green_seats smallint NOT NULL DEFAULT 0,
    taken smallint NOT NULL DEFAULT 0,
    green_taken smallint NOT NULL DEFAULT 0,
    closed_at timestamptz,
    owner text NOT NULL DEFAULT 'own' CHECK (owner IN ('own', 'his')),
    his_ref text NOT NULL DEFAULT '',
    free boolean GENERATED ALWAYS AS (closed_at IS NULL AND taken < seats) STORED,
    span int8range GENERATED ALWAYS AS (int8range(
        (doctor_number::bigint << 32) + (extract(epoch FROM starts_at - timestamptz '1970-01-01 00:00:00+00') / 60)::bigint,
        (doctor_number::bigint << 32) + (extract(epoch FROM ends_at - timestamptz '1970-01-01 00:00:00+00') / 60)::bigint
    )) STORED,
    PRIMARY KEY (hospital_id, id),
    CONSTRAINT never_over_capacity CHECK (taken BETWEEN 0 AND seats AND green_taken BETWEEN 0 AND green_seats),
    CONSTRAINT one_place_at_a_time EXCLUDE USING gist (span WITH &&) WHERE (closed_at IS NULL)
) WITH (fillfactor = 80);
-- What people look for, soonest first. The predicate names only `free`, which changes with the last seat, so that most
-- bookings touch no index.
CREATE INDEX slots_soonest ON appointment.slots (hospital_id, starts_at) WHERE free;
CREATE INDEX slots_of_doctor ON appointment.slots (hospital_id, doctor_id, starts_at) WHERE free;
CREATE INDEX slots_of_service ON appointment.slots (hospital_id, service_id, starts_at) WHERE free;
CREATE INDEX slots_of_department ON appointment.slots (hospital_id, department_id, starts_at) WHERE free;
CREATE INDEX slots_closed ON appointment.slots (hospital_id, starts_at) WHERE closed_at IS NOT NULL;
CREATE INDEX slots_of_day ON appointment.slots (hospital_id, doctor_id, day);
CREATE INDEX slots_green ON appointment.slots (hospital_id, department_id, starts_at) WHERE green_seats > 0;

CREATE TABLE appointment.appointments (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    slot_id uuid NOT NULL,
    seat smallint NOT NULL,
    green boolean NOT NULL DEFAULT false,
    status text NOT NULL CHECK (status IN
        ('held', 'requested', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled', 'expired')),
    doctor_id uuid NOT NULL,
    department_id uuid NOT NULL,
    service_id uuid NOT NULL,
    day date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    person_id uuid,
    visitor_id uuid,
    conversation_id uuid,
    hold_expires_at timestamptz,
    price_fen int NOT NULL,
    urgency text CHECK (urgency IN ('emergent', 'urgent', 'semi')),
    reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    green_confirmed_by uuid,
    green_confirmed_at timestamptz,
    owner text NOT NULL DEFAULT 'own' CHECK (owner IN ('own', 'his')),
    his_ref text NOT NULL DEFAULT '',
    -- This one asks for a seat of another system in place of that one, which stands until the answer.
    replaces uuid,
    -- The doctor will not be there: the person was told and has a choice.
    displaced_at timestamptz,
    walk_in boolean NOT NULL DEFAULT false,
    cancel_reason text NOT NULL DEFAULT '' CHECK (length(cancel_reason) <= 500),
    lang text NOT NULL DEFAULT 'zh',
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    confirmed_at timestamptz,
    arrived_at timestamptz,
    ended_at timestamptz,
    rev int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    CHECK (status IN ('held', 'expired', 'cancelled') OR person_id IS NOT NULL),
    CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
    CHECK (NOT green OR (urgency IS NOT NULL AND reason <> ''))
) WITH (fillfactor = 85);
-- The last guard: whatever the code thinks, a seat has one person.
CREATE UNIQUE INDEX one_person_in_a_seat ON appointment.appointments (hospital_id, slot_id, green, seat)
    WHERE status IN ('held', 'requested', 'booked', 'arrived', 'fulfilled', 'no_show');
CREATE INDEX appointments_of_person ON appointment.appointments (hospital_id, person_id, starts_at)
    WHERE person_id IS NOT NULL;
CREATE INDEX appointments_of_visitor ON appointment.appointments (hospital_id, visitor_id) WHERE visitor_id IS NOT NULL;
CREATE INDEX appointments_of_conversation ON appointment.appointments (hospital_id, conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX appointments_of_day ON appointment.appointments (hospital_id, day, starts_at);
CREATE INDEX holds_to_expire ON appointment.appointments (hold_expires_at) WHERE status = 'held';
CREATE INDEX appointments_requested ON appointment.appointments (hospital_id, made_at) WHERE status = 'requested';
CREATE INDEX appointments_displaced ON appointment.appointments (hospital_id, starts_at)
    WHERE displaced_at IS NOT NULL AND status IN ('requested', 'booked');

CREATE TABLE appointment.waits (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    doctor_id uuid,
    service_id uuid,
    department_id uuid NOT NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL CHECK (to_at > from_at),
    -- The appointment that this person keeps until an offer is accepted.
    keeps uuid,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'won', 'withdrawn', 'lapsed')),
    lang text NOT NULL DEFAULT 'zh',
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX waits_waiting ON appointment.waits (hospital_id, department_id, made_at) WHERE state = 'waiting';
CREATE INDEX waits_of_person ON appointment.waits (hospital_id, person_id);

-- One freed seat is held and offered to several at once: whoever accepts first has it.
CREATE TABLE appointment.offers (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    wait_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- The held appointment that becomes the winner's.
    appointment_id uuid NOT NULL,
    slot_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'won', 'lost', 'declined', 'lapsed')),
    expires_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, id)
);
CREATE UNIQUE INDEX offers_once ON appointment.offers (hospital_id, wait_id, slot_id);
CREATE INDEX offers_of_seat ON appointment.offers (hospital_id, appointment_id);
CREATE INDEX offers_of_person ON appointment.offers (hospital_id, person_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['books', 'schedules', 'exceptions', 'slots', 'appointments', 'waits', 'offers']
    LOOP
        EXECUTE format('ALTER TABLE appointment.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON appointment.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON appointment.%I TO bedside_app', t);
    END LOOP;
END $$;

-- Due work looks across hospitals for where something is due, and then acts inside one.
CREATE FUNCTION appointment.hospitals_with_holds_due(at timestamptz) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = appointment, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM appointments WHERE status = 'held' AND hold_expires_at <= at
$$;
REVOKE ALL ON FUNCTION appointment.hospitals_with_holds_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION appointment.hospitals_with_holds_due(timestamptz) TO bedside_system;

CREATE FUNCTION appointment.hospitals_with_books() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = appointment, pg_catalog AS $$ SELECT DISTINCT hospital_id FROM books $$;
REVOKE ALL ON FUNCTION appointment.hospitals_with_books() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION appointment.hospitals_with_books() TO bedside_system;
