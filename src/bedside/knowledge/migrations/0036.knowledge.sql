-- depends: 0035.knowledge
-- knowledge, second part: entries with their versions and approval, the hospital's synonyms, and what became of their use.

CREATE TABLE knowledge.entries (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('disease', 'service', 'test', 'expert', 'price', 'policy')),
    version int NOT NULL, -- the newest
    approved int, -- the one that the desk sees
    retired_at timestamptz,
    PRIMARY KEY (hospital_id, id),
    CHECK (approved <= version)
);

-- Every save is a version, never rewritten.
CREATE TABLE knowledge.entry_versions (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    version int NOT NULL,
    body jsonb NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    approved_by uuid,
    approved_at timestamptz,
    PRIMARY KEY (hospital_id, id, version),
    FOREIGN KEY (hospital_id, id) REFERENCES knowledge.entries ON DELETE CASCADE,
    CHECK (approved_by <> made_by)
);

CREATE TABLE knowledge.synonyms (
    hospital_id int PRIMARY KEY,
    lists jsonb NOT NULL, -- [["种牙", "种植牙"], …]
    version int NOT NULL DEFAULT 1
);

-- An entry that was taken into an answer. Ids only: what was said stands in the conversation, and goes with it.
CREATE TABLE knowledge.uses (
    hospital_id int NOT NULL,
    id uuid NOT NULL, -- the message's own
    entry_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    at timestamptz NOT NULL,
    adapted bool NOT NULL,
    thanked bool NOT NULL DEFAULT false,
    asked_again bool NOT NULL DEFAULT false,
    outcome text,
    settled_at timestamptz,
    PRIMARY KEY (hospital_id, id, entry_id)
);
CREATE INDEX uses_by_entry ON knowledge.uses (hospital_id, entry_id);
CREATE INDEX uses_unsettled ON knowledge.uses (hospital_id, at) WHERE settled_at IS NULL;

ALTER TABLE knowledge.entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.entries TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.entry_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.entry_versions TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.synonyms ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.synonyms TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.uses ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.uses TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE ON knowledge.entries, knowledge.entry_versions, knowledge.synonyms, knowledge.uses
    TO bedside_app;
