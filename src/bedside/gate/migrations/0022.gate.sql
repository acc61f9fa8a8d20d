-- depends: 0001.kit
-- gate, contact part: hospitals' amendments of the rules, who wants no messages, and every decision with its rules.

CREATE SCHEMA gate;
GRANT USAGE ON SCHEMA gate TO bedside_app;

-- A rule as a hospital's lawyer amended it; the shipped text is revision 0 and stands in a file. Nothing is rewritten.
CREATE TABLE gate.rules (
    hospital_id int NOT NULL,
    rule_id text NOT NULL,
    rev int NOT NULL CHECK (rev > 0),
    active boolean NOT NULL,
    settings jsonb NOT NULL,
    effective date NOT NULL,
    note text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, rule_id, rev)
);

CREATE TABLE gate.stops (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    person_id uuid,
    address_hash bytea,
    masked text NOT NULL DEFAULT '',
    channel text CHECK (channel IN ('web', 'email', 'sms')), -- null: every channel
    purpose text NOT NULL CHECK (purpose IN ('all', 'verification', 'care', 'marketing')),
    source text NOT NULL CHECK (source IN ('reply', 'link', 'staff')),
    word text NOT NULL DEFAULT '',
    since timestamptz NOT NULL,
    made_by text NOT NULL,
    ended_at timestamptz,
    ended_by text,
    PRIMARY KEY (hospital_id, id),
    CHECK (person_id IS NOT NULL OR address_hash IS NOT NULL)
);
CREATE INDEX stops_of_person ON gate.stops (hospital_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX stops_of_address ON gate.stops (hospital_id, address_hash) WHERE ended_at IS NULL;
CREATE INDEX stops_since ON gate.stops (hospital_id, since DESC, id DESC) WHERE ended_at IS NULL;

CREATE TABLE gate.decisions (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    about uuid,
    person_id uuid,
    address_hash bytea,
    channel text NOT NULL,
    purpose text NOT NULL,
    asked_by_person boolean NOT NULL,
    sending boolean NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('allow', 'defer', 'refuse')),
    until timestamptz,
    rules text[] NOT NULL,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX decisions_about ON gate.decisions (hospital_id, about);
-- What was sent, for the caps.
CREATE INDEX contacts_of_person ON gate.decisions (hospital_id, person_id, decided_at)
    WHERE sending AND outcome = 'allow' AND NOT asked_by_person;
CREATE INDEX contacts_of_address ON gate.decisions (hospital_id, address_hash, decided_at)
    WHERE sending AND outcome = 'allow' AND NOT asked_by_person;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['rules', 'stops', 'decisions'] LOOP
        EXECUTE format('ALTER TABLE gate.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY app ON gate.%I TO bedside_app '
            'USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', name);
        EXECUTE format('GRANT SELECT, INSERT ON gate.%I TO bedside_app', name);
    END LOOP;
END $$;
GRANT UPDATE (ended_at, ended_by, masked) ON gate.stops TO bedside_app;
-- Decisions are never changed; only an erased person's address can be unsaid.
GRANT UPDATE (address_hash) ON gate.decisions TO bedside_app;
