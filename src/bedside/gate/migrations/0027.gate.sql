-- depends: 0026.gate
-- gate, claims part: false alarms that somebody asked to be released, and what the desk lead decided.

-- `digest`: of the text's plain form; it outlives the words when the person whom they were said to is forgotten.
CREATE TABLE gate.claim_releases (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    text text NOT NULL,
    digest bytea NOT NULL,
    rules text [] NOT NULL,
    conversation_id uuid,
    visitor_id uuid,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'released', 'refused')),
    decided_at timestamptz,
    decided_by uuid,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX claim_releases_by_state ON gate.claim_releases (hospital_id, state, asked_at DESC, id DESC);
CREATE INDEX claim_releases_of_visitor ON gate.claim_releases (hospital_id, visitor_id);

ALTER TABLE gate.claim_releases ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON gate.claim_releases TO bedside_app
USING (hospital_id = ANY((SELECT kit.hospitals())::int []));
GRANT SELECT, INSERT ON gate.claim_releases TO bedside_app;
GRANT UPDATE (state, decided_at, decided_by, reason, text) ON gate.claim_releases TO bedside_app;
