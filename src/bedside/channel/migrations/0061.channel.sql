-- depends: 0060.channel
-- What people write back is work: whose it is, and whether somebody saw to it.

ALTER TABLE channel.incoming
    ADD COLUMN person_id uuid,
    ADD COLUMN state text NOT NULL DEFAULT 'done',
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN settled_by text;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE channel.incoming ADD CONSTRAINT incoming_state CHECK (state IN ('open', 'answered', 'done'));
UPDATE channel.incoming SET state = 'open' WHERE means = 'text' AND text_sealed IS NOT NULL;
CREATE INDEX incoming_open ON channel.incoming (hospital_id, received_at, id) WHERE state = 'open';
CREATE INDEX incoming_newest ON channel.incoming (hospital_id, received_at DESC, id DESC);
CREATE INDEX incoming_of_person ON channel.incoming (hospital_id, person_id) WHERE person_id IS NOT NULL;
