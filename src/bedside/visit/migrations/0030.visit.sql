-- depends: 0001.kit
-- visit: the website's pages, sources, visits, invitations and counts. Nothing here exists before consent to tracking.

CREATE SCHEMA visit;
GRANT USAGE ON SCHEMA visit TO bedside_app, bedside_system;

-- Settings of a website --------------------------------------------------------------------------------------------
CREATE TABLE visit.sites (
    hospital_id int NOT NULL,
    key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name text NOT NULL,
    origins text[] NOT NULL DEFAULT '{}', -- empty: any
    colour text NOT NULL DEFAULT '#0b7285' CHECK (colour ~ '^#[0-9a-fA-F]{6}$'),
    phone text NOT NULL DEFAULT '',
    greeting_zh text NOT NULL,
    greeting_en text NOT NULL,
    emergency_zh text NOT NULL,
    emergency_en text NOT NULL,
    emergency_numbers text[] NOT NULL DEFAULT '{120}',
    consent_version text NOT NULL,
    departments jsonb NOT NULL DEFAULT '[]', -- [{"prefix": "/dental/", "department": id}]: whose page it is
    keep_days int NOT NULL DEFAULT 180 CHECK (keep_days BETWEEN 1 AND 1095),
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, key)
);
CREATE TABLE visit.consent_texts (
    hospital_id int NOT NULL,
    site_key text NOT NULL,
    version text NOT NULL,
    texts jsonb NOT NULL, -- {"zh": {"tracking": …}, "en": {…}}
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (hospital_id, site_key, version)
);

-- What visitors do -------------------------------------------------------------------------------------------------
CREATE TABLE visit.visits (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    number int NOT NULL,
    site_key text NOT NULL,
    began_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    pages int NOT NULL,
    source text NOT NULL,
    medium text NOT NULL,
    referrer_host text NOT NULL,
    campaign text NOT NULL,
    search_word text NOT NULL,
    utm jsonb NOT NULL,
    landing text NOT NULL,
    last_url text NOT NULL,
    last_title text NOT NULL,
    PRIMARY KEY (hospital_id, visitor_id, number)
) WITH (fillfactor = 80); -- each page updates its visit in place
-- Time leads here: before the first ANALYZE an index that begins with hospital_id looks so good under row-level security
-- (its condition counts twice) that the planner reads a whole hospital for one visitor.
CREATE INDEX visits_began ON visit.visits (began_at, hospital_id);

CREATE TABLE visit.views (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    id uuid NOT NULL,
    number int NOT NULL,
    viewed_at timestamptz NOT NULL,
    place int NOT NULL, -- its place among the pages of the visit
    url text NOT NULL,
    path text NOT NULL,
    title text NOT NULL,
    seconds int NOT NULL DEFAULT 0,
    PRIMARY KEY (hospital_id, visitor_id, id)
) WITH (fillfactor = 90);
CREATE INDEX views_viewed ON visit.views (viewed_at, hospital_id);

-- Counts of whole hours, without persons: they stay when trails are erased -------------------------------------------
CREATE TABLE visit.hours (
    hospital_id int NOT NULL,
    hour timestamptz NOT NULL,
    source text NOT NULL,
    campaign text NOT NULL,
    search_word text NOT NULL,
    path text NOT NULL, -- of a page seen, or where a visit landed
    views bigint NOT NULL,
    seconds bigint NOT NULL,
    visits bigint NOT NULL,
    first_visits bigint NOT NULL,
    PRIMARY KEY (hospital_id, hour, source, campaign, search_word, path)
);
CREATE TABLE visit.counted (
    hospital_id int PRIMARY KEY,
    until timestamptz NOT NULL
);

-- Invitations ------------------------------------------------------------------------------------------------------
CREATE TABLE visit.invitation_rules (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    pages int NOT NULL DEFAULT 2 CHECK (pages BETWEEN 1 AND 100),
    path text NOT NULL DEFAULT '',
    page_seconds int NOT NULL DEFAULT 0 CHECK (page_seconds BETWEEN 0 AND 86400),
    site_seconds int NOT NULL DEFAULT 0 CHECK (site_seconds BETWEEN 0 AND 86400),
    source text NOT NULL DEFAULT '',
    campaign text NOT NULL DEFAULT '',
    came_back boolean,
    desk_open boolean DEFAULT true,
    text_zh text NOT NULL,
    text_en text NOT NULL,
    priority int NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    retired_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (hospital_id, id)
);
CREATE TABLE visit.invitations (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    id uuid NOT NULL,
    rule_id uuid, -- or a consultant's hand
    staff_id uuid,
    staff_name text NOT NULL DEFAULT '',
    text text NOT NULL,
    why text NOT NULL,
    shown_at timestamptz NOT NULL,
    answered_at timestamptz,
    answer text CHECK (answer IN ('accepted', 'declined', 'withdrawn')),
    lifted_at timestamptz, -- a no ends only when the person opens the chat
    PRIMARY KEY (hospital_id, visitor_id, id),
    CHECK ((rule_id IS NULL) <> (staff_id IS NULL))
);
CREATE UNIQUE INDEX asked_once ON visit.invitations (hospital_id, visitor_id) WHERE rule_id IS NOT NULL;
CREATE INDEX invitations_of_rule ON visit.invitations (hospital_id, rule_id, shown_at) WHERE rule_id IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sites', 'consent_texts', 'visits', 'views', 'hours', 'counted', 'invitation_rules',
        'invitations'] LOOP
        EXECUTE format('ALTER TABLE visit.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY app ON visit.%I TO bedside_app '
            'USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', name);
        EXECUTE format('GRANT SELECT, INSERT ON visit.%I TO bedside_app', name);
    END LOOP;
END $$;
GRANT UPDATE ON visit.sites, visit.visits, visit.views, visit.hours, visit.counted, visit.invitation_rules,
    visit.invitations TO bedside_app;
GRANT DELETE ON visit.visits, visit.views, visit.invitations TO bedside_app;

-- A browser brings only its site's key: the hospital is found by the system role.
CREATE POLICY system ON visit.sites FOR SELECT TO bedside_system USING (true);
CREATE POLICY system ON visit.consent_texts FOR SELECT TO bedside_system USING (true);
GRANT SELECT ON visit.sites, visit.consent_texts TO bedside_system;
