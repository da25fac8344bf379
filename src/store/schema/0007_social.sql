-- app.db, version 7: what people say of themselves, whom they follow, what they say about videos, and
-- what they are told of. A count stands beside what it counts and changes in the same transaction. What
-- was said about a video that is gone goes in bounded steps; until then the video stands in
-- video_removal. In comment and notice, 0 stands for none; made_by is NULL for none.

ALTER TABLE person ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN bio TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN followers BIGINT NOT NULL DEFAULT 0 CHECK (followers >= 0);
ALTER TABLE person ADD COLUMN following BIGINT NOT NULL DEFAULT 0 CHECK (following >= 0);
ALTER TABLE video ADD COLUMN comments BIGINT NOT NULL DEFAULT 0 CHECK (comments >= 0);

CREATE INDEX video_author ON video (person_id, state, published_ms, id);

CREATE TABLE follow (
    person_id BIGINT NOT NULL REFERENCES person (id),
    target_id BIGINT NOT NULL REFERENCES person (id),
    id BIGINT NOT NULL,
    PRIMARY KEY (person_id, target_id)
);

CREATE INDEX follow_person ON follow (person_id, id);
CREATE INDEX follow_target ON follow (target_id, id);

CREATE TABLE comment (
    id BIGINT NOT NULL PRIMARY KEY,
    video_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    parent_id BIGINT NOT NULL CHECK (parent_id >= 0),
    text TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    likes BIGINT NOT NULL CHECK (likes >= 0),
    replies BIGINT NOT NULL CHECK (replies >= 0),
    made_by BYTEA,
    UNIQUE (person_id, made_by)
);

CREATE INDEX comment_newest ON comment (video_id, parent_id, id);
CREATE INDEX comment_liked ON comment (video_id, parent_id, likes, id);
CREATE INDEX comment_person ON comment (person_id, id);

CREATE TABLE mention (
    comment_id BIGINT NOT NULL REFERENCES comment (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    PRIMARY KEY (comment_id, person_id)
);

CREATE INDEX mention_person ON mention (person_id, comment_id);

CREATE TABLE notice (
    id BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('follow', 'comment', 'reply', 'mention', 'likes', 'decision',
        'video')),
    actor_id BIGINT NOT NULL,
    video_id BIGINT NOT NULL,
    comment_id BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX notice_person ON notice (person_id, id);
CREATE INDEX notice_actor ON notice (actor_id, person_id, id);
CREATE INDEX notice_video ON notice (video_id, person_id, id);
CREATE INDEX notice_comment ON notice (comment_id, id);

CREATE TABLE video_removal (
    id BIGINT NOT NULL PRIMARY KEY
);
