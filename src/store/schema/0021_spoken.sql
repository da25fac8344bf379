-- app.db, version 21: what was said about a video that is not for everybody is sealed with the key of who said
-- it (text is '', and mention has no rows of it). spoken_move names videos of which some of it may lie in the
-- clear all the same: what an older version has, and what a change of whom it is for has not come to yet.

ALTER TABLE comment ADD COLUMN sealed BYTEA;

CREATE TABLE spoken_move (
    video_id BIGINT NOT NULL PRIMARY KEY
);

INSERT INTO spoken_move (video_id) SELECT id FROM video WHERE audience <> 'public';
