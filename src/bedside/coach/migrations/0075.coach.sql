-- depends: 0038.coach
-- What rules read (the department, why somebody goes elsewhere) is confirmed and corrected, too: no model learns from it, but the report counts it.
-- squawk-ignore ban-drop-constraint
ALTER TABLE coach.labels DROP CONSTRAINT labels_task_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE coach.labels ADD CONSTRAINT labels_task_check CHECK (
    task IN ('intent', 'need', 'worry', 'mood', 'ready', 'stage', 'level', 'doubt', 'department', 'elsewhere')
);
