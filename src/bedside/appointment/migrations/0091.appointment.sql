-- depends: 0080.appointment
-- Seats that are yet to be given back to the hospital's own system: few, among very many bills that are asked for again.
CREATE INDEX his_asks_given_back ON appointment.his_asks (hospital_id, made_at) WHERE state = 'due' AND verb = 'cancel';
