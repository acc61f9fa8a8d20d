-- depends: 0027.gate
-- gate, claims part: a program whose message was stopped asks for a release, too; nobody's name stands there then.
-- squawk-ignore ban-drop-not-null
ALTER TABLE gate.claim_releases ALTER COLUMN asked_by DROP NOT NULL;
