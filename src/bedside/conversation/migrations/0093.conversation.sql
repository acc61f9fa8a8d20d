-- depends: 0086.conversation
-- What was said about a talk that is over is read again by the measure that it would have been read by.
ALTER TABLE conversation.unread_dangers ADD COLUMN at_leisure boolean NOT NULL DEFAULT false;
