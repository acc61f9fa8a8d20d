-- depends: 0001.kit
-- people: visitors, their consent (append-only), and the links between one person's visitors in a group's hospitals.

CREATE SCHEMA people;
GRANT USAGE ON SCHEMA people TO bedside_app;

CREATE TABLE people.visitors (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('tracked', 'chat_only')),
    name text NOT NULL DEFAULT '' CHECK (length(name) <= 60),
    lang text NOT NULL DEFAULT 'zh',
    made_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    visits int NOT NULL DEFAULT 0,
    -- What holds now; the records that it follows from are in people.consents.
    tracking boolean,
    health boolean,
    marketing boolean,
    group_sharing boolean,
    forgotten_at timestamptz,
    PRIMARY KEY (hospital_id, id)
);

CREATE TABLE people.consents (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('tracking', 'health', 'marketing', 'group_sharing')),
    given boolean NOT NULL,
    version text NOT NULL,
    channel text NOT NULL,
    recorded_at timestamptz NOT NULL,
    proof jsonb NOT NULL,
    PRIMARY KEY (hospital_id, visitor_id, id)
);

-- Each link stands once under either hospital, so that either side can undo it.
CREATE TABLE people.links (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    other_hospital_id int NOT NULL,
    other_visitor_id uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, visitor_id, other_hospital_id, other_visitor_id)
);

ALTER TABLE people.visitors ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON people.visitors TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE people.consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON people.consents TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE people.links ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON people.links TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));

GRANT SELECT, INSERT, UPDATE ON people.visitors TO bedside_app;
GRANT SELECT, INSERT ON people.consents TO bedside_app;
GRANT SELECT, INSERT, DELETE ON people.links TO bedside_app;

-- Facts cannot be deleted, but of whom they tell can be unsaid: the forgotten visitor's facts of these kinds go over to an
-- id that nobody else has and no row names. Counts made from them stay true.
CREATE FUNCTION people.sever_facts(of_hospital int, of_visitor uuid, kind_prefix text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE severed int;
BEGIN
    IF NOT of_hospital = ANY (kit.hospitals()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'that hospital is not admitted to this transaction';
    END IF;
    UPDATE kit.facts
       SET subject = nobody.id, actor = replace(actor, of_visitor::text, nobody.id::text)
      FROM (SELECT gen_random_uuid() AS id) AS nobody
     WHERE hospital_id = of_hospital AND subject = of_visitor AND starts_with(kind, kind_prefix);
    GET DIAGNOSTICS severed = ROW_COUNT;
    RETURN severed;
END $$;
REVOKE ALL ON FUNCTION people.sever_facts(int, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people.sever_facts(int, uuid, text) TO bedside_app;
