-- depends: 0076.conversation
-- What whoever answers next should know (a skill of the hospital's list), asked for when the conversation was handed on.
ALTER TABLE conversation.conversations ADD COLUMN skill_id uuid;
