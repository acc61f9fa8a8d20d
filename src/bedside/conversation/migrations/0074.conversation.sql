-- depends: 0065.conversation
-- Whether a message came from a prepared text (a canned reply, an entry of knowledge): the coach reads those otherwise.
ALTER TABLE conversation.entries ADD COLUMN canned bool NOT NULL DEFAULT false;
