-- depends: 0084.conversation
-- A promise says how sure the coach is of it; what was accepted as one can be kept.

ALTER TABLE conversation.promises ADD COLUMN confidence double precision NOT NULL DEFAULT 0.75;
-- squawk-ignore ban-drop-constraint
ALTER TABLE conversation.promises DROP CONSTRAINT promises_state_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE conversation.promises ADD CONSTRAINT promises_state_check
    CHECK (state IN ('proposed', 'accepted', 'dismissed', 'kept'));
