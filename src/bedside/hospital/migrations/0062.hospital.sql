-- depends: 0010.hospital
-- People write names into reasons, and the audit log can never be changed: from now on a reason stands in a table from
-- which a name can go, and the log holds its salted hash.

CREATE TABLE hospital.audit_reasons (
    hospital_id int NOT NULL,
    seq bigint NOT NULL,
    salt bytea NOT NULL,
    reason text NOT NULL,
    redacted_at timestamptz,
    PRIMARY KEY (hospital_id, seq)
);
ALTER TABLE hospital.audit_reasons ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON hospital.audit_reasons TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
CREATE POLICY system ON hospital.audit_reasons FOR SELECT TO bedside_system USING (true);
GRANT SELECT, UPDATE (reason, redacted_at) ON hospital.audit_reasons TO bedside_app;
GRANT SELECT ON hospital.audit_reasons TO bedside_system;

-- What an entry's hash was before its reason moved: seals of that time vouch for it.
CREATE TABLE hospital.audit_before (
    hospital_id int NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (hospital_id, seq)
);
ALTER TABLE hospital.audit_before ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON hospital.audit_before FOR SELECT TO bedside_system USING (true);
GRANT SELECT ON hospital.audit_before TO bedside_system;

CREATE FUNCTION hospital.reason_hash(salt bytea, reason text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'sha256:' || encode(sha256(salt || convert_to(reason, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION hospital.write_audit(
    at_hospital int, at_time timestamptz, by_actor text, what text, on_object text, why text, more jsonb, from_address text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE entry hospital.audit; fresh bytea := uuid_send(gen_random_uuid());
BEGIN
    IF current_setting('role') <> 'bedside_system' AND at_hospital <> ALL (kit.hospitals()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this hospital is not admitted to the transaction';
    END IF;
    PERFORM pg_advisory_xact_lock(1633772915, at_hospital);
    SELECT seq + 1, hash INTO entry.seq, entry.previous FROM hospital.audit
        WHERE hospital_id = at_hospital ORDER BY seq DESC LIMIT 1;
    entry.hospital_id := at_hospital;
    entry.seq := coalesce(entry.seq, 1);
    entry.previous := coalesce(entry.previous, '\x');
    entry.occurred_at := at_time;
    entry.actor := by_actor;
    entry.action := what;
    entry.object := on_object;
    entry.reason := '';
    IF why <> '' THEN
        entry.reason := hospital.reason_hash(fresh, why);
        INSERT INTO hospital.audit_reasons (hospital_id, seq, salt, reason) VALUES (at_hospital, entry.seq, fresh, why);
    END IF;
    entry.detail := more;
    entry.address_hash := from_address;
    entry.hash := hospital.audit_hash(entry);
    INSERT INTO hospital.audit SELECT entry.*;
    RETURN entry.seq;
END $$;

-- The chain is made anew over what stands now. An entry that was touched earlier keeps the hash that does not fit it: moving
-- reasons must not hide what somebody did.
ALTER TABLE hospital.audit DISABLE TRIGGER append_only;
DO $$
DECLARE entry hospital.audit; at_hospital int; earlier bytea; renewed bytea; was bytea; touched boolean; fresh bytea;
BEGIN
    FOR entry IN SELECT * FROM hospital.audit ORDER BY hospital_id, seq LOOP
        IF at_hospital IS DISTINCT FROM entry.hospital_id THEN
            at_hospital := entry.hospital_id;
            earlier := '\x';
            renewed := '\x';
        END IF;
        was := entry.hash;
        touched := entry.previous <> earlier OR was <> hospital.audit_hash(entry);
        IF entry.reason <> '' THEN
            fresh := uuid_send(gen_random_uuid());
            INSERT INTO hospital.audit_reasons (hospital_id, seq, salt, reason)
                VALUES (entry.hospital_id, entry.seq, fresh, entry.reason);
            entry.reason := hospital.reason_hash(fresh, entry.reason);
        END IF;
        IF NOT touched THEN
            entry.previous := renewed;
            entry.hash := hospital.audit_hash(entry);
        END IF;
        INSERT INTO hospital.audit_before (hospital_id, seq, hash) VALUES (entry.hospital_id, entry.seq, was);
        UPDATE hospital.audit SET reason = entry.reason, previous = entry.previous, hash = entry.hash
            WHERE hospital_id = entry.hospital_id AND seq = entry.seq;
        earlier := was;
        renewed := entry.hash;
    END LOOP;
END $$;
ALTER TABLE hospital.audit ENABLE TRIGGER append_only;
