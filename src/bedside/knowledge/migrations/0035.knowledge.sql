-- depends: 0001.kit
-- knowledge, first part: campaigns with what they promised, and canned replies.

CREATE SCHEMA knowledge;
GRANT USAGE ON SCHEMA knowledge TO bedside_app;

CREATE TABLE knowledge.campaigns (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    department_id uuid,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    utm_campaign text NOT NULL DEFAULT '',
    landing text NOT NULL DEFAULT '',
    promise_zh text NOT NULL,
    promise_en text NOT NULL,
    content_class text NOT NULL CHECK (content_class IN ('triage', 'answer', 'institution', 'science', 'ad')),
    ad_review_number text NOT NULL DEFAULT '',
    ad_review_expires_on date,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    CHECK (ends_on >= starts_on),
    CHECK (content_class <> 'ad' OR (ad_review_number <> '' AND ad_review_expires_on IS NOT NULL))
);
-- An address says which campaign it belongs to by this word alone.
CREATE UNIQUE INDEX campaigns_by_utm ON knowledge.campaigns (hospital_id, utm_campaign)
    WHERE utm_campaign <> '' AND retired_at IS NULL;

CREATE TABLE knowledge.replies (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    department_id uuid,
    owner_id uuid, -- a member of staff's own; null is everybody's
    shortcut text NOT NULL,
    topic text NOT NULL DEFAULT '',
    zh text NOT NULL,
    en text NOT NULL,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id),
    CHECK (zh <> '' OR en <> '')
);
CREATE UNIQUE INDEX replies_by_shortcut ON knowledge.replies (hospital_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'), shortcut)
    WHERE retired_at IS NULL;

ALTER TABLE knowledge.campaigns ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.campaigns TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
ALTER TABLE knowledge.replies ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON knowledge.replies TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE ON knowledge.campaigns, knowledge.replies TO bedside_app;
