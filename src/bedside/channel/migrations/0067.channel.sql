-- depends: 0061.channel
-- A fourth purpose: paging the hospital's own staff on duty.
-- squawk-ignore ban-drop-constraint
ALTER TABLE channel.deliveries DROP CONSTRAINT deliveries_purpose_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE channel.deliveries ADD CONSTRAINT deliveries_purpose_check
    CHECK (purpose IN ('verification', 'care', 'marketing', 'duty'));
