-- app.db, version 2: uploads under way, which may be resumed.

CREATE TABLE draft (
    id TEXT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    title TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    checked BIGINT NOT NULL CHECK (checked >= -1),
    video_id BIGINT NOT NULL CHECK (video_id >= 0),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX draft_person ON draft (person_id, video_id, bytes);
CREATE INDEX draft_expires ON draft (expires_ms);
