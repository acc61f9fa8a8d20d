-- depends: 0076.conversation
-- What visitors said and nothing could read for red flags: kept with the message, taken away once it was read.
CREATE TABLE conversation.unread_dangers (
    hospital_id int NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid, -- null: told elsewhere than in a message
    text text NOT NULL,
    at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, id)
);
CREATE INDEX unread_dangers_due ON conversation.unread_dangers (due_at);
CREATE INDEX unread_dangers_of ON conversation.unread_dangers (hospital_id, conversation_id);

ALTER TABLE conversation.unread_dangers ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON conversation.unread_dangers TO bedside_app
USING (hospital_id = ANY((SELECT kit.hospitals())::int []));
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.unread_dangers TO bedside_app;

CREATE FUNCTION conversation.unread_due(moment timestamptz) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = conversation, pg_catalog AS $$
    SELECT DISTINCT hospital_id FROM unread_dangers WHERE due_at <= moment
$$;
REVOKE ALL ON FUNCTION conversation.unread_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.unread_due(timestamptz) TO bedside_system;
