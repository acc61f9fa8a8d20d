-- depends: 0064.appointment
-- Departments that change hands, and moves that wait for an answer.

-- The slot's department belongs to another owner now: who has a seat in it keeps it, and a seat given back is nobody's.
ALTER TABLE appointment.slots ADD COLUMN emptying boolean NOT NULL DEFAULT false;

-- What asks for another seat in place of one that stands.
CREATE INDEX appointments_replacing ON appointment.appointments (hospital_id, replaces) WHERE replaces IS NOT NULL;
