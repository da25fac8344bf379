-- app.db, version 13: what is said in a video, by language: the captions as they are served, under a
-- random name, and what they say as plain text.

CREATE TABLE caption (
    video_id BIGINT NOT NULL REFERENCES video (id),
    lang TEXT NOT NULL,
    label TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    vtt TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (video_id, lang)
);
