-- depends: 0022.gate
-- gate, claims part: hospitals' amendments of the claims rules. The shipped text is revision 0 and stands in a file; nothing is rewritten.

CREATE TABLE gate.claim_rules (
    hospital_id int NOT NULL,
    rule_id text NOT NULL,
    rev int NOT NULL CHECK (rev > 0),
    active boolean NOT NULL,
    doctors boolean NOT NULL,
    words text [] NOT NULL,
    spares text [] NOT NULL,
    instead_zh text NOT NULL,
    instead_en text NOT NULL,
    must text [] NOT NULL,
    must_not text [] NOT NULL,
    effective date NOT NULL,
    note text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, rule_id, rev)
);

ALTER TABLE gate.claim_rules ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON gate.claim_rules TO bedside_app
USING (hospital_id = ANY((SELECT kit.hospitals())::int []));
GRANT SELECT, INSERT ON gate.claim_rules TO bedside_app;
