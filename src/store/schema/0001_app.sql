-- app.db, version 1: people as others see them, videos with their jobs, sealed watch events.
-- Every column is in the data map (src/datamap/fields.c). Never edited after a release.

CREATE TABLE person (
    id BIGINT NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL
);

CREATE TABLE video (
    id BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'public', 'refused')),
    original TEXT UNIQUE,
    original_bytes BIGINT NOT NULL CHECK (original_bytes > 0),
    tries BIGINT NOT NULL CHECK (tries >= 0),
    due_ms BIGINT NOT NULL,
    started_ms BIGINT NOT NULL,
    refusal BIGINT NOT NULL CHECK (refusal >= 0),
    refusal_number BIGINT NOT NULL,
    refusal_codec TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    published_ms BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
    width BIGINT NOT NULL CHECK (width >= 0),
    height BIGINT NOT NULL CHECK (height >= 0),
    audio BIGINT NOT NULL CHECK (audio IN (0, 1)),
    rendition TEXT UNIQUE,
    poster TEXT UNIQUE,
    watches BIGINT NOT NULL CHECK (watches >= 0)
);

CREATE INDEX video_newest ON video (state, published_ms, id);
CREATE INDEX video_waiting ON video (state, person_id, id);
CREATE INDEX video_person ON video (person_id, id);
CREATE INDEX video_started ON video (person_id, started_ms);

CREATE TABLE watch_sealed (
    locker BYTEA NOT NULL,
    id BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (locker, id)
);
