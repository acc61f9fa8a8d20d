-- depends: 0037.knowledge
-- The day's questions are gathered now: whose question it was (so that it goes when they are erased), how a group was settled,
-- visitors' wordings that lead to an entry, and who wants no digest. Nothing had written to these tables before.

-- squawk-ignore adding-required-field
ALTER TABLE knowledge.asked ADD COLUMN visitor_id uuid NOT NULL;
-- squawk-ignore adding-required-field
ALTER TABLE knowledge.asked ADD COLUMN at timestamptz NOT NULL;
CREATE INDEX asked_by_visitor ON knowledge.asked (hospital_id, visitor_id);

ALTER TABLE knowledge.groups
    ADD COLUMN reason text NOT NULL DEFAULT '', -- why it was dismissed
    ADD COLUMN settled_by uuid,
    ADD COLUMN settled_at timestamptz; -- what is asked after that came back
CREATE INDEX groups_by_state ON knowledge.groups (hospital_id, state);

-- How visitors ask for what an entry answers. Nobody is told them: search finds the entry by them, at once.
CREATE TABLE knowledge.wordings (
    hospital_id int NOT NULL,
    entry_id uuid NOT NULL,
    group_id uuid NOT NULL,
    words text NOT NULL CHECK (length(words) BETWEEN 1 AND 120),
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, entry_id, words),
    FOREIGN KEY (hospital_id, group_id) REFERENCES knowledge.groups ON DELETE CASCADE,
    FOREIGN KEY (hospital_id, entry_id) REFERENCES knowledge.entries ON DELETE CASCADE
);
CREATE INDEX wordings_by_group ON knowledge.wordings (hospital_id, group_id);

ALTER TABLE knowledge.days ADD COLUMN told_at timestamptz; -- when desk leads were told of it

CREATE TABLE knowledge.digest_refused (
    hospital_id int NOT NULL,
    staff_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, staff_id)
);

ALTER TABLE knowledge.wordings ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.wordings TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.digest_refused ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.digest_refused TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.wordings, knowledge.digest_refused TO bedside_app;
