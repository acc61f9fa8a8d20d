-- conversation: one inbox; every conversation is one sequence of entries.

CREATE SCHEMA conversation;
GRANT USAGE ON SCHEMA conversation TO bedside_app, bedside_system;

CREATE TABLE conversation.conversations (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    visitor_name text NOT NULL DEFAULT '',
    contact bytea, -- left on the offline form or the phone, encrypted
    lang text NOT NULL CHECK (lang IN ('zh', 'en')),
    channel text NOT NULL CHECK (channel IN ('web', 'offline', 'phone')),
    status text NOT NULL CHECK (status IN ('waiting', 'active', 'closed')),
    department_id uuid,
    assigned_to uuid,
    preferred uuid, -- who answered this person last
    started_at timestamptz NOT NULL,
    queued_at timestamptz NOT NULL,
    overflow_at timestamptz, -- due: look beyond the department, and tell the lead
    last_seq int NOT NULL DEFAULT 0,
    rev int NOT NULL DEFAULT 1,
    last_by text,
    last_text text,
    last_at timestamptz,
    unread int NOT NULL DEFAULT 0,
    waiting_since timestamptz,
    visitor_messages int NOT NULL DEFAULT 0,
    staff_messages int NOT NULL DEFAULT 0,
    first_answer_at timestamptz,
    visitor_read_seq int NOT NULL DEFAULT 0,
    staff_read_seq int NOT NULL DEFAULT 0,
    stage text,
    level text,
    alert text,
    source text,
    search_word text,
    campaign text,
    first_campaign text, -- what this visitor came with the very first time
    landing text,
    came_back bool NOT NULL DEFAULT false,
    health_consent text, -- version of the text that was agreed to
    closed_at timestamptz,
    outcome text,
    closed_by uuid,
    close_note text,
    score smallint CHECK (score BETWEEN 1 AND 5),
    comment text,
    PRIMARY KEY (hospital_id, id)
) WITH (fillfactor = 70); -- every message updates its row in place
CREATE INDEX conversations_open ON conversation.conversations (hospital_id, queued_at) WHERE status <> 'closed';
CREATE INDEX conversations_by_visitor ON conversation.conversations (hospital_id, visitor_id, started_at DESC);
CREATE INDEX conversations_past ON conversation.conversations (hospital_id, closed_at DESC, id DESC) WHERE status = 'closed';
CREATE INDEX conversations_past_mine ON conversation.conversations (hospital_id, assigned_to, closed_at DESC, id DESC)
    WHERE status = 'closed';
CREATE INDEX conversations_started ON conversation.conversations (hospital_id, started_at);

CREATE TABLE conversation.entries (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('text', 'file', 'event')),
    audience text NOT NULL CHECK (audience IN ('all', 'staff')),
    at timestamptz NOT NULL,
    by_kind text NOT NULL CHECK (by_kind IN ('visitor', 'staff', 'system')),
    by_id uuid,
    by_role text,
    text text,
    file jsonb,
    event jsonb,
    PRIMARY KEY (hospital_id, conversation_id, seq),
    UNIQUE (hospital_id, conversation_id, id)
);

CREATE TABLE conversation.members (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (hospital_id, conversation_id, staff_id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX members_current ON conversation.members (hospital_id, staff_id) WHERE left_at IS NULL;

-- What the consultant notes of the person in this conversation; a later reader of texts will propose, people confirm.
CREATE TABLE conversation.panels (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    rev int NOT NULL DEFAULT 1,
    needs jsonb NOT NULL DEFAULT '{}',
    mood text,
    purpose text,
    worries text[] NOT NULL DEFAULT '{}',
    doubt text,
    doubt_state text CHECK (doubt_state IN ('open', 'settled')),
    note text,
    set_by jsonb NOT NULL DEFAULT '{}', -- field -> {staff, at}
    PRIMARY KEY (hospital_id, conversation_id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);

CREATE TABLE conversation.presence (
    hospital_id int NOT NULL,
    staff_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('online', 'away', 'break', 'offline')),
    reason text,
    since timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    last_assigned_at timestamptz,
    PRIMARY KEY (hospital_id, staff_id)
);

CREATE TABLE conversation.follow_ups (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    note text NOT NULL,
    done_at timestamptz,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX follow_ups_due ON conversation.follow_ups (hospital_id, staff_id, due_at) WHERE done_at IS NULL;

CREATE TABLE conversation.blocks (
    hospital_id int NOT NULL,
    visitor_id uuid NOT NULL,
    reason text NOT NULL,
    blocked_by uuid NOT NULL,
    blocked_at timestamptz NOT NULL,
    until timestamptz,
    lifted_at timestamptz,
    lifted_by uuid,
    PRIMARY KEY (hospital_id, visitor_id)
);

CREATE TABLE conversation.files (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size int NOT NULL,
    by_kind text NOT NULL,
    by_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX files_of ON conversation.files (hospital_id, conversation_id);

-- How this hospital's desk routes.
CREATE TABLE conversation.desk_settings (
    hospital_id int PRIMARY KEY,
    overflow_seconds int NOT NULL DEFAULT 60 CHECK (overflow_seconds BETWEEN 5 AND 3600),
    unanswered_seconds int NOT NULL DEFAULT 120 CHECK (unanswered_seconds BETWEEN 10 AND 3600),
    away_seconds int NOT NULL DEFAULT 60 CHECK (away_seconds BETWEEN 20 AND 3600),
    idle_close_minutes int NOT NULL DEFAULT 240 CHECK (idle_close_minutes BETWEEN 5 AND 10080),
    rev int NOT NULL DEFAULT 1
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['conversations', 'entries', 'members', 'panels', 'presence', 'follow_ups', 'blocks', 'files', 'desk_settings']
    LOOP
        EXECUTE format('ALTER TABLE conversation.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY app ON conversation.%I TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.%I TO bedside_app', t);
    END LOOP;
END $$;



-- Due work looks across hospitals for where something is due, and then acts inside one.
CREATE FUNCTION conversation.hospitals_due(at timestamptz) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = conversation, pg_catalog AS $$
    SELECT hospital_id FROM conversation.conversations WHERE status <> 'closed'
    UNION SELECT hospital_id FROM conversation.presence WHERE status <> 'offline'
$$;
REVOKE ALL ON FUNCTION conversation.hospitals_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.hospitals_due(timestamptz) TO bedside_system;

-- What a conversation says, as character pairs and words (see text.grams); written after its close, from its entries.
CREATE TABLE conversation.documents (
    hospital_id int NOT NULL,
    conversation_id uuid NOT NULL,
    at timestamptz NOT NULL,
    grams text[] NOT NULL,
    PRIMARY KEY (hospital_id, conversation_id),
    FOREIGN KEY (hospital_id, conversation_id) REFERENCES conversation.conversations ON DELETE CASCADE
);
CREATE INDEX documents_grams ON conversation.documents USING gin (grams);
ALTER TABLE conversation.documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON conversation.documents TO bedside_app USING (hospital_id = ANY ((SELECT kit.hospitals())::int[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.documents TO bedside_app;

-- As the owner, because under a policy @> could use no index; it filters by hospital itself, and answers only for one
-- that the transaction admits. Open conversations are few and are read as they stand.
CREATE FUNCTION conversation.search(hospital int, wanted text[], pattern text, most int)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = conversation, pg_catalog AS $$
    SELECT found.id, found.at FROM (
        (SELECT d.conversation_id AS id, d.at FROM documents d
         WHERE d.hospital_id = hospital AND d.grams @> wanted ORDER BY d.at DESC LIMIT most)
        UNION
        SELECT c.id, c.started_at FROM conversations c
        WHERE c.hospital_id = hospital AND c.status <> 'closed' AND (
            c.visitor_name ILIKE pattern OR EXISTS (
                SELECT FROM entries e WHERE e.hospital_id = hospital AND e.conversation_id = c.id AND e.text ILIKE pattern))
    ) found WHERE hospital = ANY (kit.hospitals()) ORDER BY found.at DESC LIMIT most
$$;
REVOKE ALL ON FUNCTION conversation.search(int, text[], text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.search(int, text[], text, int) TO bedside_app;

CREATE FUNCTION conversation.hospitals_with_desk() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = conversation, pg_catalog AS $$ SELECT DISTINCT hospital_id FROM conversation.presence $$;
REVOKE ALL ON FUNCTION conversation.hospitals_with_desk() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.hospitals_with_desk() TO bedside_system;
