-- kit: roles, row-level security's ground, the facts log, readers' cursors, settings that belong to the installation.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bedside_app') THEN CREATE ROLE bedside_app NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bedside_system') THEN CREATE ROLE bedside_system NOLOGIN; END IF;
    EXECUTE format('GRANT bedside_app, bedside_system TO %I', current_user);
EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; -- another database of this cluster was first
END $$;

CREATE SCHEMA kit;
GRANT USAGE ON SCHEMA kit TO bedside_app, bedside_system;

-- The hospitals admitted to this transaction. Unset (or left over empty) raises: nobody reads by forgetting.
CREATE FUNCTION kit.hospitals() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT current_setting('bedside.hospitals')::int[] $$;

-- Restoring a dump starts a new epoch, because transaction ids then start lower.
CREATE TABLE kit.epochs (epoch int PRIMARY KEY, began_at timestamptz NOT NULL DEFAULT now());
INSERT INTO kit.epochs (epoch) VALUES (1);
GRANT SELECT ON kit.epochs TO bedside_app, bedside_system;
CREATE FUNCTION kit.facts_epoch() RETURNS int LANGUAGE sql STABLE AS $$ SELECT max(epoch) FROM kit.epochs $$;

CREATE TABLE kit.facts (
    hospital_id int NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    id uuid NOT NULL,
    epoch int NOT NULL DEFAULT 1,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    actor text NOT NULL,
    payload jsonb NOT NULL,
    versions jsonb,
    PRIMARY KEY (hospital_id, subject, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX facts_tail ON kit.facts (epoch, xid, id);
CREATE TABLE kit.facts_other PARTITION OF kit.facts DEFAULT; -- a wrong clock loses nothing

ALTER TABLE kit.facts ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON kit.facts TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
CREATE POLICY system_reads ON kit.facts FOR SELECT TO bedside_system USING (true);
GRANT SELECT, INSERT ON kit.facts TO bedside_app;
GRANT SELECT ON kit.facts TO bedside_system;

-- After a restore: a new epoch, and every reader goes on from where it was.
CREATE FUNCTION kit.begin_epoch() RETURNS int LANGUAGE plpgsql AS $$
DECLARE begun int;
BEGIN
    INSERT INTO kit.epochs (epoch) SELECT max(epoch) + 1 FROM kit.epochs RETURNING epoch INTO begun;
    EXECUTE format('ALTER TABLE kit.facts ALTER COLUMN epoch SET DEFAULT %s', begun);
    RETURN begun;
END $$;

-- Partitions are made ahead by a duty; the owner's right is lent for exactly this.
CREATE FUNCTION kit.make_facts_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = kit, pg_catalog AS $$
DECLARE first date := date_trunc('month', month);
        name text := 'facts_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('kit.' || name) IS NULL THEN
        EXECUTE format('CREATE TABLE kit.%I PARTITION OF kit.facts FOR VALUES FROM (%L) TO (%L)',
                       name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END $$;
REVOKE ALL ON FUNCTION kit.make_facts_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kit.make_facts_partition(date) TO bedside_system;
DO $$ BEGIN PERFORM kit.make_facts_partition((now() + n * interval '1 month')::date) FROM generate_series(-1, 3) AS n; END $$;

CREATE TABLE kit.cursors (
    reader text PRIMARY KEY,
    epoch int NOT NULL DEFAULT 0,
    xid xid8 NOT NULL DEFAULT '0',
    fact_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    moved_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON kit.cursors TO bedside_system;

CREATE TABLE kit.set_aside (
    reader text NOT NULL,
    fact_id uuid NOT NULL,
    hospital_id int NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    error text NOT NULL,
    tries int NOT NULL DEFAULT 1,
    set_aside_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, fact_id)
);
ALTER TABLE kit.set_aside ENABLE ROW LEVEL SECURITY;
CREATE POLICY system ON kit.set_aside TO bedside_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON kit.set_aside TO bedside_system;
