-- app.db, version 17: who may see a video. Of one that is not for everybody, what says what is in it is
-- sealed with its author's key, and nowhere else: words (title and sound; title is '', sound NULL), looks
-- (blurhash and picture hashes), its captions (vtt, text and label are ''), and its files. media_move has
-- the names of files that a change of audience writes, until they are the video's: what a crash leaves.

ALTER TABLE draft ADD COLUMN audience TEXT NOT NULL DEFAULT 'public'
    CHECK (audience IN ('public', 'followers', 'private'));
ALTER TABLE draft ADD COLUMN words BYTEA;
ALTER TABLE video ADD COLUMN audience TEXT NOT NULL DEFAULT 'public'
    CHECK (audience IN ('public', 'followers', 'private'));
ALTER TABLE video ADD COLUMN words BYTEA;
ALTER TABLE video ADD COLUMN looks BYTEA;
ALTER TABLE caption ADD COLUMN sealed BYTEA;

CREATE TABLE media_move (
    name TEXT NOT NULL PRIMARY KEY
);
