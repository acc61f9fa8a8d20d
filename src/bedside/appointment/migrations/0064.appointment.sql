-- depends: 0051.appointment
-- What a visit cost, as the owner of its seat says. Amounts only: what was charged for is the owner's own record.

CREATE TABLE appointment.bills (
    hospital_id int NOT NULL,
    appointment_id uuid NOT NULL,
    total_fen bigint NOT NULL CHECK (total_fen >= 0),
    -- NULL: the owner keeps no account of payments.
    paid_fen bigint CHECK (paid_fen >= 0),
    told_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, appointment_id)
);
ALTER TABLE appointment.bills ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON appointment.bills TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON appointment.bills TO bedside_app;

-- The bill is one more question to the hospital's own system.
-- squawk-ignore ban-drop-constraint
ALTER TABLE appointment.his_asks DROP CONSTRAINT his_asks_verb_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE appointment.his_asks ADD CONSTRAINT his_asks_verb_check CHECK (verb IN ('confirm', 'cancel', 'arrival', 'bill'));
