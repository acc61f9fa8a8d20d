-- depends: 0040.conversation
-- A consultant of a central desk has one pair of hands for all its hospitals: routing asks how many conversations they hold
-- in all. Only the number comes out, of hospitals that the transaction does not admit too.
CREATE FUNCTION conversation.loads(of_staff uuid[]) RETURNS TABLE (staff uuid, load int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = conversation, pg_catalog AS $$
    SELECT c.assigned_to, count(*)::int FROM conversations c
    WHERE c.assigned_to = ANY (of_staff) AND c.status = 'active' GROUP BY c.assigned_to
$$;
REVOKE ALL ON FUNCTION conversation.loads(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversation.loads(uuid[]) TO bedside_app;

-- squawk-ignore require-concurrent-index-creation
CREATE INDEX conversations_held ON conversation.conversations (assigned_to) WHERE status = 'active';
