-- depends: 0036.knowledge
-- knowledge, third part: the day's questions. Ids only: visitors' words stay in their conversations, and go with them.

CREATE TABLE knowledge.groups (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    day date NOT NULL, -- on the hospital's calendar
    name text NOT NULL DEFAULT '', -- given by a person
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'promoted', 'dismissed', 'merged')),
    merged_into uuid,
    entry_id uuid,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX groups_by_day ON knowledge.groups (hospital_id, day);

CREATE TABLE knowledge.asked (
    hospital_id int NOT NULL,
    id uuid NOT NULL, -- the visitor's message
    conversation_id uuid NOT NULL,
    group_id uuid NOT NULL,
    day date NOT NULL,
    why text[] NOT NULL,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, group_id) REFERENCES knowledge.groups ON DELETE CASCADE
);
CREATE INDEX asked_by_group ON knowledge.asked (hospital_id, group_id);
CREATE INDEX asked_by_day ON knowledge.asked (hospital_id, day);

-- A day that was gone through, so that nobody does it twice and its digest is sent once.
CREATE TABLE knowledge.days (
    hospital_id int NOT NULL,
    day date NOT NULL,
    questions int NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, day)
);

ALTER TABLE knowledge.groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.groups TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.asked ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.asked TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.days ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.days TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.groups, knowledge.asked, knowledge.days TO bedside_app;
