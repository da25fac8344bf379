-- app.db, version 8: hashtags as rows, and what pages are ranked by: of signed-in viewers, each once, how
-- many watched a video, what part of it, how many to the end, and how many were not interested. Titles
-- of an older version are read when the database is opened; video_untagged names those that are left.

CREATE TABLE video_hashtag (
    tag TEXT NOT NULL,
    video_id BIGINT NOT NULL REFERENCES video (id),
    PRIMARY KEY (tag, video_id)
);

CREATE INDEX video_hashtag_video ON video_hashtag (video_id);

CREATE TABLE video_untagged (
    video_id BIGINT NOT NULL PRIMARY KEY REFERENCES video (id)
);

INSERT INTO video_untagged (video_id) SELECT id FROM video WHERE title LIKE '%#%';

ALTER TABLE video ADD COLUMN viewers BIGINT NOT NULL DEFAULT 0 CHECK (viewers >= 0);
ALTER TABLE video ADD COLUMN shares BIGINT NOT NULL DEFAULT 0 CHECK (shares >= 0);
ALTER TABLE video ADD COLUMN finished BIGINT NOT NULL DEFAULT 0 CHECK (finished >= 0);
ALTER TABLE video ADD COLUMN unwanted BIGINT NOT NULL DEFAULT 0 CHECK (unwanted >= 0);
