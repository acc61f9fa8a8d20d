-- depends: 0074.conversation
-- The optional language model: a hospital's endpoint, what was asked of it, and which messages came from its drafts.
CREATE TABLE conversation.assistants (
    hospital_id int PRIMARY KEY,
    settings jsonb NOT NULL,
    key_sealed bytea,
    version int NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

-- One row a request: a disclosure (to whom, when, by whom, what for) without a word of it.
CREATE TABLE conversation.assistant_uses (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid, -- null: a trial with invented words
    staff_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('draft', 'summary', 'test')),
    at timestamptz NOT NULL,
    host text NOT NULL,
    model text NOT NULL,
    prompts text NOT NULL, -- version of what the model is told
    tokens_in int NOT NULL, -- reserved until the answer is there
    tokens_out int NOT NULL,
    hidden int NOT NULL, -- things that placeholders stood for
    ms int,
    failure text,
    digest bytea, -- of a draft, keyed: whether it was sent as it was
    outcome text CHECK (outcome IN ('unchanged', 'edited', 'inserted', 'discarded')),
    message_id uuid,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX assistant_uses_newest ON conversation.assistant_uses (hospital_id, at DESC);

-- Rule L05: a text that began as a model's draft says so, to staff, to the visitor and in every copy of it.
ALTER TABLE conversation.entries ADD COLUMN ai text;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['assistants', 'assistant_uses']
    LOOP
        EXECUTE format('ALTER TABLE conversation.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON conversation.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.%I TO bedside_app', t);
    END LOOP;
END $$;
