-- depends: 0040.conversation
-- Quality (B08, B09, B11, B15, B16): how conversations were led. Evidence points at entries by their numbers; words of people stay
-- in the entries.

-- The automatic part. Every version of the rules keeps its own row; the newest counts.
CREATE TABLE conversation.scorecards (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    version text NOT NULL, -- of the card and of the words by which manners are known
    staff_id uuid, -- who answered most of it
    total smallint CHECK (total BETWEEN 0 AND 100), -- null: too few lines
    impression smallint CHECK (impression BETWEEN 0 AND 100),
    leaning smallint CHECK (leaning BETWEEN -100 AND 100), -- from pure service to hard selling
    missing text[] NOT NULL DEFAULT '{}',
    items jsonb NOT NULL DEFAULT '[]', -- [{code, weight, mark, evidence: [{seq, good, words}]}]
    evidence jsonb NOT NULL DEFAULT '[]', -- of the leaning
    visitor_lines int NOT NULL,
    staff_lines int NOT NULL,
    last_seq int NOT NULL,
    scored_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, conversation_id, version),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX scorecards_of_staff ON conversation.scorecards (hospital_id, staff_id, scored_at DESC);

-- Conversations drawn for people to review. `second`: read again by somebody else, who does not see the first marks.
CREATE TABLE conversation.reviews (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    second bool NOT NULL,
    staff_id uuid NOT NULL, -- whose work it is
    sample uuid NOT NULL,
    seed text NOT NULL,
    drawn_at timestamptz NOT NULL,
    drawn_by uuid NOT NULL,
    reviewer_id uuid,
    marks jsonb NOT NULL DEFAULT '{}', -- item -> mark, null: could not be judged
    note text NOT NULL DEFAULT '',
    done_at timestamptz,
    PRIMARY KEY (hospital_id, id),
    UNIQUE (hospital_id, conversation_id, second),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX reviews_open ON conversation.reviews (hospital_id, drawn_at) WHERE done_at IS NULL;

-- A consultant disagrees with a review; somebody other than its reviewer decides.
CREATE TABLE conversation.appeals (
    hospital_id int NOT NULL,
    review_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    reason text NOT NULL,
    made_at timestamptz NOT NULL,
    upheld bool,
    decision text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (hospital_id, review_id),
    FOREIGN KEY (hospital_id, review_id) REFERENCES conversation.reviews ON DELETE CASCADE
);

-- What a consultant set out to do better, by themselves.
CREATE TABLE conversation.goals (
    hospital_id int NOT NULL,
    staff_id uuid NOT NULL,
    item text NOT NULL,
    target smallint NOT NULL CHECK (target BETWEEN 1 AND 100),
    set_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, staff_id)
);

-- After something hard a pause is offered, and the lead knows.
CREATE TABLE conversation.care (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    conversation_id uuid, -- null: a long run
    reason text NOT NULL CHECK (reason IN ('angry', 'abusive', 'red_flag', 'suicide', 'long_run')),
    offered_at timestamptz NOT NULL,
    answer text CHECK (answer IN ('taken', 'declined')),
    answered_at timestamptz,
    seen_by uuid,
    seen_at timestamptz,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE UNIQUE INDEX care_once ON conversation.care (hospital_id, staff_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX care_open ON conversation.care (hospital_id, offered_at DESC) WHERE seen_at IS NULL;

-- The practice room: what the trainee said; what the patient said follows from it, the persona and the seed.
CREATE TABLE conversation.practice (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    persona text NOT NULL,
    lang text NOT NULL CHECK (lang IN ('zh', 'en')),
    seed int NOT NULL,
    version text NOT NULL, -- of the personas
    begun_at timestamptz NOT NULL,
    said jsonb NOT NULL DEFAULT '[]', -- [{text, at}]
    ended_at timestamptz,
    total smallint,
    leaning smallint,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX practice_of_staff ON conversation.practice (hospital_id, staff_id, begun_at DESC);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['scorecards', 'reviews', 'appeals', 'goals', 'care', 'practice']
    LOOP
        EXECUTE format('ALTER TABLE conversation.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON conversation.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.%I TO bedside_app', t);
    END LOOP;
END $$;
