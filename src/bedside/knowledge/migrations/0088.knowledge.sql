-- depends: 0072.knowledge
-- Campaigns and everybody's canned replies become entries: with source, owner, class, review date, versions and approval, as
-- all that is known. What stood at the desk stands there still, as version 1; who wrote and approved it was not recorded.
-- Only a consultant's own replies stay as they are.

-- squawk-ignore ban-drop-constraint
ALTER TABLE knowledge.entries DROP CONSTRAINT entries_kind_check;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE knowledge.entries ADD CONSTRAINT entries_kind_check
    CHECK (kind IN ('disease', 'service', 'test', 'expert', 'price', 'policy', 'campaign', 'reply'));
-- A campaign's mark in an address, a reply's shortcut: of the newest version, so that no two are called the same.
ALTER TABLE knowledge.entries ADD COLUMN word text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX entries_by_word ON knowledge.entries (hospital_id, kind, word) WHERE word <> '' AND retired_at IS NULL;
CREATE INDEX entries_campaigns ON knowledge.entries (hospital_id) WHERE kind = 'campaign';

INSERT INTO knowledge.entries (hospital_id, id, kind, version, approved, retired_at, word)
SELECT hospital_id, id, 'campaign', 1, 1, retired_at, utm_campaign FROM knowledge.campaigns
UNION ALL
SELECT hospital_id, id, 'reply', 1, 1, retired_at, shortcut FROM knowledge.replies WHERE owner_id IS NULL;

-- Nobody has reviewed them: half a year is time to name an owner and a source.
INSERT INTO knowledge.entry_versions (hospital_id, id, version, body, made_by, made_at, approved_at)
SELECT hospital_id, id, 1, jsonb_build_object(
    'title_zh', name_zh, 'title_en', name_en, 'parts', jsonb_build_object('answer', jsonb_build_object('zh', promise_zh, 'en', promise_en)),
    'content_class', content_class, 'ad_review_number', ad_review_number, 'ad_review_expires_on', ad_review_expires_on,
    'department_id', department_id, 'review_on', greatest(ends_on, current_date + 180), 'starts_on', starts_on,
    'ends_on', ends_on, 'utm_campaign', utm_campaign, 'landing', landing
), '00000000-0000-0000-0000-000000000000'::uuid, now(), now() FROM knowledge.campaigns
UNION ALL
SELECT hospital_id, id, 1, jsonb_build_object(
    'title_zh', CASE WHEN topic = '' THEN shortcut ELSE topic END, 'parts', jsonb_build_object('answer', jsonb_build_object('zh', zh, 'en', en)),
    'content_class', 'answer', 'department_id', department_id, 'review_on', current_date + 180, 'shortcut', shortcut
), '00000000-0000-0000-0000-000000000000'::uuid, now(), now() FROM knowledge.replies WHERE owner_id IS NULL;

-- squawk-ignore ban-drop-table
DROP TABLE knowledge.campaigns;
DELETE FROM knowledge.replies WHERE owner_id IS NULL;
-- squawk-ignore adding-not-nullable-field
ALTER TABLE knowledge.replies ALTER COLUMN owner_id SET NOT NULL;
