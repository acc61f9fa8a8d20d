-- What the coach read out of a conversation, what consultants promised in it; the panel's codes as docs/language.md names them.

CREATE TABLE conversation.readings (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL, -- the newest entry that was read
    at timestamptz NOT NULL,
    version text NOT NULL, -- of the models
    reading jsonb NOT NULL, -- labels and places of words, never the words
    PRIMARY KEY (hospital_id, conversation_id, seq),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);

-- Proposed by the coach; kept when somebody accepts or dismisses it.
CREATE TABLE conversation.promises (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    begins int NOT NULL,
    ends int NOT NULL,
    due text, -- as said
    due_at timestamptz,
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'dismissed')),
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (hospital_id, conversation_id, seq, begins),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['readings', 'promises']
    LOOP
        EXECUTE format('ALTER TABLE conversation.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON conversation.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.%I TO bedside_app', t);
    END LOOP;
END $$;

ALTER TABLE conversation.desk_settings ADD COLUMN coach bool NOT NULL DEFAULT true;

UPDATE conversation.conversations SET stage = CASE stage WHEN 'know' THEN 'know_hospital' WHEN 'dispel' THEN 'dispel_doubt' ELSE 'next_step' END
WHERE stage IN ('know', 'dispel', 'next');
UPDATE conversation.panels SET needs = (needs - 'medical') || jsonb_build_object('functional', needs -> 'medical')
WHERE needs ? 'medical';
UPDATE conversation.entries SET event = jsonb_set(event, '{changes,stage}', to_jsonb(
    CASE event #>> '{changes,stage}' WHEN 'know' THEN 'know_hospital' WHEN 'dispel' THEN 'dispel_doubt' ELSE 'next_step' END))
WHERE kind = 'event' AND event ->> 'name' = 'panel' AND event #>> '{changes,stage}' IN ('know', 'dispel', 'next');
UPDATE conversation.entries SET event = jsonb_set(event, '{changes,needs}',
    ((event #> '{changes,needs}') - 'medical') || jsonb_build_object('functional', event #> '{changes,needs,medical}'))
WHERE kind = 'event' AND event ->> 'name' = 'panel' AND event #> '{changes,needs}' ? 'medical';
