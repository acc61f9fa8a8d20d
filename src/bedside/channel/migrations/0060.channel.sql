-- depends: 0023.channel
-- A message that did not arrive goes another way, once per channel, as a delivery that stands in for the first one.

ALTER TABLE channel.deliveries
    ADD COLUMN instead_of uuid,
    -- Whoever sent it named this channel: it goes no other way.
    ADD COLUMN fixed boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX deliveries_instead ON channel.deliveries (hospital_id, instead_of, channel)
    WHERE instead_of IS NOT NULL;
