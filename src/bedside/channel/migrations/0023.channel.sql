-- depends: 0001.kit
-- channel: deliveries with their timers, a hospital's accounts and words, verification codes, what people write back.

CREATE SCHEMA channel;
GRANT USAGE ON SCHEMA channel TO bedside_app, bedside_system;

CREATE TABLE channel.deliveries (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    key text COLLATE "C" NOT NULL, -- bytes in order, so that a prefix is a range
    person_id uuid,
    visitor_id uuid,
    channel text NOT NULL CHECK (channel IN ('web', 'email', 'sms')),
    purpose text NOT NULL CHECK (purpose IN ('verification', 'care', 'marketing')),
    template text NOT NULL,
    lang text NOT NULL CHECK (lang IN ('zh', 'en')),
    asked boolean NOT NULL DEFAULT false,
    address_sealed bytea,
    address_hash bytea,
    masked text NOT NULL DEFAULT '',
    content_sealed bytea,
    attachments text[] NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('queued', 'deferred', 'sending', 'sent', 'delivered', 'failed', 'refused',
                                         'cancelled', 'expired')),
    tries int NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL, -- when to look next; while sending: when whoever has it is taken for dead
    expires_at timestamptz,
    cancelled_at timestamptz, -- asked for while it was being sent
    sent_at timestamptz,
    ended_at timestamptz,
    error text NOT NULL DEFAULT '',
    provider_id text NOT NULL DEFAULT '',
    rules text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, key)
);
CREATE INDEX deliveries_due ON channel.deliveries (due_at, hospital_id, channel, purpose)
    WHERE state IN ('queued', 'deferred', 'sending');
CREATE INDEX deliveries_lane ON channel.deliveries (hospital_id, channel, purpose, due_at)
    WHERE state IN ('queued', 'deferred', 'sending');
CREATE INDEX deliveries_of_person ON channel.deliveries (hospital_id, person_id, made_at DESC, id DESC);
CREATE INDEX deliveries_of_visitor ON channel.deliveries (hospital_id, visitor_id) WHERE visitor_id IS NOT NULL;
CREATE INDEX deliveries_to_address ON channel.deliveries (hospital_id, address_hash)
    WHERE state IN ('queued', 'deferred', 'sending');
CREATE INDEX deliveries_by_provider ON channel.deliveries (hospital_id, provider_id) WHERE provider_id <> '';
CREATE INDEX deliveries_made ON channel.deliveries (hospital_id, made_at DESC, id DESC);

CREATE TABLE channel.settings (
    hospital_id int PRIMARY KEY,
    settings jsonb NOT NULL,
    secrets_sealed bytea,
    version int NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

-- A hospital's own words for a message; what is not here is as shipped.
CREATE TABLE channel.templates (
    hospital_id int NOT NULL,
    code text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('web', 'email', 'sms')),
    zh text NOT NULL,
    en text NOT NULL,
    subject_zh text NOT NULL DEFAULT '',
    subject_en text NOT NULL DEFAULT '',
    rev int NOT NULL CHECK (rev > 0),
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (hospital_id, code, channel)
);

-- Neither the address nor the code can be read back from these.
CREATE TABLE channel.codes (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    address_hash bytea NOT NULL,
    asker_hash bytea NOT NULL, -- the network address that asked
    code_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    used_at timestamptz,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX codes_of_address ON channel.codes (hospital_id, address_hash, made_at DESC);
CREATE INDEX codes_of_asker ON channel.codes (hospital_id, asker_hash, made_at DESC);
CREATE INDEX codes_made ON channel.codes (hospital_id, made_at);

CREATE TABLE channel.incoming (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    provider_id text NOT NULL,
    address_sealed bytea,
    address_hash bytea,
    masked text NOT NULL,
    text_sealed bytea,
    means text NOT NULL CHECK (means IN ('stop', 'start', 'text')),
    received_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, channel, provider_id)
);
CREATE INDEX incoming_from ON channel.incoming (hospital_id, address_hash);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['deliveries', 'settings', 'templates', 'codes', 'incoming'] LOOP
        EXECUTE format('ALTER TABLE channel.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY app ON channel.%I TO bedside_app '
            'USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON channel.%I TO bedside_app', name);
    END LOOP;
END $$;
GRANT DELETE ON channel.codes, channel.templates TO bedside_app;

-- Due work looks across hospitals for where something is due, and then acts inside one.
CREATE FUNCTION channel.lanes_due(at timestamptz) RETURNS TABLE (hospital_id int, channel text, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT d.hospital_id, d.channel, d.purpose FROM channel.deliveries d
    WHERE d.state IN ('queued', 'deferred', 'sending') AND d.due_at <= at
$$;
REVOKE ALL ON FUNCTION channel.lanes_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION channel.lanes_due(timestamptz) TO bedside_system;

CREATE FUNCTION channel.hospitals_with_codes(before timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT c.hospital_id FROM channel.codes c WHERE c.made_at < before
$$;
REVOKE ALL ON FUNCTION channel.hospitals_with_codes(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION channel.hospitals_with_codes(timestamptz) TO bedside_system;

-- As the owner, because under a policy a range of text can use no index; it answers only for a hospital that the
-- transaction admits. What still may leave and has a key that begins so.
CREATE FUNCTION channel.keyed(at_hospital int, first text, beyond text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT d.id FROM channel.deliveries d
    WHERE d.hospital_id = at_hospital AND d.key >= first AND d.key < beyond
      AND d.state IN ('queued', 'deferred', 'sending') AND at_hospital = ANY (kit.hospitals())
$$;
REVOKE ALL ON FUNCTION channel.keyed(int, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION channel.keyed(int, text, text) TO bedside_app;
