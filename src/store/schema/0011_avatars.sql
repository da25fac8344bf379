-- app.db, version 11: a person's picture: the one that is shown, and the name by which a job that is
-- under way may leave another.

ALTER TABLE person ADD COLUMN avatar TEXT;
ALTER TABLE person ADD COLUMN avatar_next TEXT;
CREATE UNIQUE INDEX person_avatar ON person (avatar);
CREATE INDEX person_avatar_next ON person (avatar_next);
