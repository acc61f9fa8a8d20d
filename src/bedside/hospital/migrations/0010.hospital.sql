-- depends: 0001.kit
-- hospital: groups, hospitals (campuses), what they offer, who works there, sign-in, audit.

CREATE SCHEMA hospital;
GRANT USAGE ON SCHEMA hospital TO bedside_app, bedside_system;

-- Places ------------------------------------------------------------------------------------------------------------
CREATE TABLE hospital.groups (
    group_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE SEQUENCE hospital.hospital_ids AS int;
CREATE TABLE hospital.hospitals (
    hospital_id int PRIMARY KEY,
    group_id int NOT NULL REFERENCES hospital.groups,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    address_zh text NOT NULL DEFAULT '',
    address_en text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    time_zone text NOT NULL DEFAULT 'Asia/Shanghai',
    settings jsonb NOT NULL DEFAULT '{}',
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    UNIQUE (group_id, code)
);
CREATE TABLE hospital.departments (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, code)
);
CREATE TABLE hospital.skills (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, code)
);
CREATE TABLE hospital.doctors (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    department_id uuid,
    staff_id uuid,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    title_zh text NOT NULL DEFAULT '',
    title_en text NOT NULL DEFAULT '',
    focus_zh text NOT NULL DEFAULT '',
    focus_en text NOT NULL DEFAULT '',
    languages text[] NOT NULL DEFAULT '{zh}',
    licence text NOT NULL DEFAULT '',
    verified_at timestamptz,
    verified_by uuid,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, code),
    FOREIGN KEY (hospital_id, department_id) REFERENCES hospital.departments,
    CHECK (verified_at IS NULL OR licence <> '')
);
CREATE UNIQUE INDEX one_doctor_per_staff ON hospital.doctors (hospital_id, staff_id) WHERE staff_id IS NOT NULL;
CREATE TABLE hospital.services (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    department_id uuid,
    code text NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    unit_zh text NOT NULL DEFAULT '',
    unit_en text NOT NULL DEFAULT '',
    price_fen bigint NOT NULL CHECK (price_fen >= 0),
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, code),
    FOREIGN KEY (hospital_id, department_id) REFERENCES hospital.departments
);
-- Minutes of the local day; closing at or before opening means the next day. A null department speaks for the hospital.
CREATE TABLE hospital.opening_hours (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    department_id uuid,
    weekday int NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens int NOT NULL CHECK (opens BETWEEN 0 AND 1439),
    closes int NOT NULL CHECK (closes BETWEEN 1 AND 1440),
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, department_id) REFERENCES hospital.departments
);
CREATE TABLE hospital.holidays (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    department_id uuid,
    day date NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    opens int CHECK (opens BETWEEN 0 AND 1439),
    closes int CHECK (closes BETWEEN 1 AND 1440),
    PRIMARY KEY (hospital_id, id),
    UNIQUE NULLS NOT DISTINCT (hospital_id, department_id, day),
    FOREIGN KEY (hospital_id, department_id) REFERENCES hospital.departments,
    CHECK ((opens IS NULL) = (closes IS NULL))
);
CREATE TABLE hospital.doctor_hours (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    weekday int NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts int NOT NULL CHECK (starts BETWEEN 0 AND 1439),
    ends int NOT NULL CHECK (ends BETWEEN 1 AND 1440),
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, doctor_id) REFERENCES hospital.doctors,
    CHECK (ends > starts)
);
CREATE INDEX doctor_hours_of ON hospital.doctor_hours (hospital_id, doctor_id);
-- One number per hospital and list, so that two admins who edit the same list notice each other.
CREATE TABLE hospital.list_versions (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    list text NOT NULL,
    version int NOT NULL,
    PRIMARY KEY (hospital_id, list)
);

-- Staff -------------------------------------------------------------------------------------------------------------
CREATE TABLE hospital.staff (
    id uuid PRIMARY KEY,
    group_id int NOT NULL REFERENCES hospital.groups,
    login text NOT NULL UNIQUE CHECK (login = lower(login)),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    email text NOT NULL DEFAULT '',
    lang text NOT NULL DEFAULT 'zh' CHECK (lang IN ('zh', 'en')),
    languages text[] NOT NULL DEFAULT '{zh}',
    capacity int NOT NULL DEFAULT 5 CHECK (capacity BETWEEN 0 AND 100),
    disabled_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE hospital.roles (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    role text NOT NULL,
    granted_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (hospital_id, staff_id, role)
);
CREATE INDEX roles_of ON hospital.roles (staff_id, hospital_id);
CREATE TABLE hospital.posts (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    title_zh text NOT NULL DEFAULT '',
    title_en text NOT NULL DEFAULT '',
    departments uuid[] NOT NULL DEFAULT '{}',
    skills uuid[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (hospital_id, staff_id)
);

-- Shifts ------------------------------------------------------------------------------------------------------------
-- A shift that serves several hospitals is one row in each, with the same id; `hospitals` names them all.
CREATE TABLE hospital.shifts (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    hospitals int[] NOT NULL,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    name_zh text NOT NULL DEFAULT '',
    name_en text NOT NULL DEFAULT '',
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    breaks jsonb NOT NULL DEFAULT '[]',
    cancelled_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    CHECK (ends_at > starts_at)
);
CREATE INDEX shifts_by_time ON hospital.shifts (hospital_id, starts_at) WHERE cancelled_at IS NULL;
CREATE INDEX shifts_by_staff ON hospital.shifts (hospital_id, staff_id, starts_at) WHERE cancelled_at IS NULL;
CREATE TABLE hospital.swaps (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    asker uuid NOT NULL REFERENCES hospital.staff,
    colleague uuid NOT NULL REFERENCES hospital.staff,
    gives uuid NOT NULL,
    takes uuid,
    reason text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'approved', 'refused', 'withdrawn')),
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, gives) REFERENCES hospital.shifts,
    FOREIGN KEY (hospital_id, takes) REFERENCES hospital.shifts
);
CREATE INDEX swaps_open ON hospital.swaps (hospital_id, asked_at DESC);
CREATE TABLE hospital.handovers (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    giver uuid NOT NULL REFERENCES hospital.staff,
    receiver uuid NOT NULL REFERENCES hospital.staff,
    notes text NOT NULL,
    conversations uuid[] NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL,
    received_at timestamptz,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX handovers_by_time ON hospital.handovers (hospital_id, made_at DESC);

-- Access to records -------------------------------------------------------------------------------------------------
CREATE TABLE hospital.openings (
    hospital_id int NOT NULL REFERENCES hospital.hospitals,
    id uuid NOT NULL,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    subject uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('outside_work', 'break_glass')),
    reason text NOT NULL CHECK (reason <> ''),
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    reviewed_by uuid,
    reviewed_at timestamptz,
    justified boolean,
    review_note text NOT NULL DEFAULT '',
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX openings_of ON hospital.openings (hospital_id, staff_id, subject, expires_at DESC);
CREATE INDEX openings_by_time ON hospital.openings (hospital_id, opened_at DESC);

-- Row-level security of all that a hospital owns --------------------------------------------------------------------
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['hospitals', 'departments', 'skills', 'doctors', 'services', 'opening_hours', 'holidays',
        'doctor_hours', 'list_versions', 'roles', 'posts', 'shifts', 'swaps', 'handovers', 'openings'] LOOP
        EXECUTE format('ALTER TABLE hospital.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY app ON hospital.%I TO bedside_app '
            'USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON hospital.%I TO bedside_app', name);
    END LOOP;
END $$;
-- Weekly lists are replaced as a whole; what else goes is retired.
GRANT DELETE ON hospital.opening_hours, hospital.holidays, hospital.doctor_hours TO bedside_app;
GRANT USAGE ON SEQUENCE hospital.hospital_ids TO bedside_app;

-- A group, and its staff, are seen from any of its hospitals (staff: from those where they have or had a role).
ALTER TABLE hospital.groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON hospital.groups TO bedside_app USING (group_id IN (SELECT group_id FROM hospital.hospitals));
GRANT SELECT, UPDATE ON hospital.groups TO bedside_app;
ALTER TABLE hospital.staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY app_sees ON hospital.staff FOR SELECT TO bedside_app USING (id IN (SELECT staff_id FROM hospital.roles));
CREATE POLICY app_changes ON hospital.staff FOR UPDATE TO bedside_app
    USING (id IN (SELECT staff_id FROM hospital.roles));
CREATE POLICY app_adds ON hospital.staff FOR INSERT TO bedside_app
    WITH CHECK (group_id IN (SELECT group_id FROM hospital.hospitals));
GRANT SELECT, INSERT, UPDATE ON hospital.staff TO bedside_app;

-- Sign-in knows no hospital yet: these are the system role's ----------------------------------------------------------
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['groups', 'hospitals', 'staff', 'roles'] LOOP
        EXECUTE format('CREATE POLICY system ON hospital.%I FOR SELECT TO bedside_system USING (true)', name);
        EXECUTE format('GRANT SELECT ON hospital.%I TO bedside_system', name);
    END LOOP;
END $$;
CREATE POLICY system_founds ON hospital.groups FOR INSERT TO bedside_system WITH CHECK (true);
GRANT INSERT ON hospital.groups TO bedside_system;

CREATE TABLE hospital.credentials (
    staff_id uuid PRIMARY KEY REFERENCES hospital.staff,
    password_hash text,
    must_change boolean NOT NULL DEFAULT false,
    password_set_at timestamptz,
    totp_secret bytea,
    totp_pending bytea,
    totp_last_step bigint NOT NULL DEFAULT 0
);
CREATE TABLE hospital.recovery_codes (
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (staff_id, code_hash)
);
CREATE TABLE hospital.sessions (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    step text NOT NULL CHECK (step IN ('code', 'enrol', 'password', 'done')),
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    address text NOT NULL,
    agent text NOT NULL DEFAULT '',
    provider text NOT NULL DEFAULT '',
    revoked_at timestamptz
);
CREATE INDEX sessions_of ON hospital.sessions (staff_id, began_at DESC);
CREATE TABLE hospital.attempts (
    key text PRIMARY KEY,
    failures int NOT NULL,
    last_at timestamptz NOT NULL,
    locked_until timestamptz
);
CREATE TABLE hospital.oidc_providers (
    id uuid PRIMARY KEY,
    group_id int NOT NULL REFERENCES hospital.groups,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    client_secret bytea NOT NULL,
    login_claim text NOT NULL DEFAULT 'preferred_username',
    second_factor boolean NOT NULL DEFAULT false,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE hospital.oidc_links (
    provider_id uuid NOT NULL REFERENCES hospital.oidc_providers,
    subject text NOT NULL,
    staff_id uuid NOT NULL REFERENCES hospital.staff,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (provider_id, subject)
);
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['credentials', 'recovery_codes', 'sessions', 'attempts', 'oidc_providers', 'oidc_links'] LOOP
        EXECUTE format('ALTER TABLE hospital.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY system ON hospital.%I TO bedside_system USING (true)', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON hospital.%I TO bedside_system', name);
    END LOOP;
END $$;

-- Audit log: one hash chain per hospital (0: what belongs to none, such as an unknown login) ------------------------
CREATE TABLE hospital.audit (
    hospital_id int NOT NULL,
    seq bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    reason text NOT NULL,
    detail jsonb NOT NULL,
    address_hash text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (hospital_id, seq)
);
CREATE INDEX audit_by_time ON hospital.audit (occurred_at DESC, hospital_id DESC, seq DESC);
CREATE INDEX audit_by_action ON hospital.audit (hospital_id, action, occurred_at DESC);
CREATE INDEX audit_by_actor ON hospital.audit (hospital_id, actor, occurred_at DESC);
CREATE INDEX audit_by_object ON hospital.audit (hospital_id, object, occurred_at DESC);
ALTER TABLE hospital.audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON hospital.audit FOR SELECT TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
CREATE POLICY system ON hospital.audit FOR SELECT TO bedside_system USING (true);
GRANT SELECT ON hospital.audit TO bedside_app, bedside_system;

-- Seals are made with a key that is not in the database: whoever rewrites the whole chain there cannot renew them.
CREATE TABLE hospital.audit_seals (
    hospital_id int NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    seal bytea NOT NULL,
    PRIMARY KEY (hospital_id, seq)
);
ALTER TABLE hospital.audit_seals ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON hospital.audit_seals TO bedside_system USING (true);
GRANT SELECT, INSERT ON hospital.audit_seals TO bedside_system;

CREATE FUNCTION hospital.audit_hash(entry hospital.audit) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(entry.previous || convert_to(jsonb_build_array(
        entry.hospital_id, entry.seq, (extract(epoch FROM entry.occurred_at) * 1000000)::bigint, entry.actor, entry.action,
        entry.object, entry.reason, entry.detail, entry.address_hash)::text, 'UTF8'))
$$;

-- The only way in. Its lock is held to the end of the transaction, so an action writes its audit last.
CREATE FUNCTION hospital.write_audit(
    at_hospital int, at_time timestamptz, by_actor text, what text, on_object text, why text, more jsonb, from_address text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE entry hospital.audit;
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
    entry.reason := why;
    entry.detail := more;
    entry.address_hash := from_address;
    entry.hash := hospital.audit_hash(entry);
    INSERT INTO hospital.audit SELECT entry.*;
    RETURN entry.seq;
END $$;
REVOKE ALL ON FUNCTION hospital.write_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hospital.write_audit TO bedside_app, bedside_system;

CREATE FUNCTION hospital.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'the audit log is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hospital.audit FOR EACH ROW EXECUTE FUNCTION hospital.refuse();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON hospital.audit FOR EACH STATEMENT EXECUTE FUNCTION hospital.refuse();
