-- app.db, version 3: a video has several renditions, made in two stages; with them a strip for
-- scrubbing, a blurhash, perceptual hashes; and the names that a job under way may leave files by.
-- What was one rendition in its video's row is the first of its own table. What version 2 did not
-- write down of it (bytes, rate, level) is 0: not known.

ALTER TABLE video RENAME TO video_1;

CREATE TABLE video (
    id BIGINT NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'public', 'refused')),
    rest TEXT NOT NULL CHECK (rest IN ('none', 'waiting', 'running', 'done', 'given up')),
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
    audio BIGINT NOT NULL CHECK (audio IN (0, 1)),
    poster TEXT UNIQUE,
    blurhash TEXT NOT NULL,
    strip TEXT UNIQUE,
    strip_columns BIGINT NOT NULL CHECK (strip_columns >= 0),
    strip_rows BIGINT NOT NULL CHECK (strip_rows >= 0),
    strip_count BIGINT NOT NULL CHECK (strip_count >= 0),
    strip_width BIGINT NOT NULL CHECK (strip_width >= 0),
    strip_height BIGINT NOT NULL CHECK (strip_height >= 0),
    watches BIGINT NOT NULL CHECK (watches >= 0)
);

CREATE TABLE rendition (
    video_id BIGINT NOT NULL REFERENCES video (id),
    number BIGINT NOT NULL CHECK (number >= 0),
    width BIGINT NOT NULL CHECK (width > 0),
    height BIGINT NOT NULL CHECK (height > 0),
    rate_num BIGINT NOT NULL CHECK (rate_num >= 0),
    rate_den BIGINT NOT NULL CHECK (rate_den > 0),
    level BIGINT NOT NULL CHECK (level >= 0),
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    mp4 TEXT NOT NULL UNIQUE,
    hls TEXT UNIQUE,
    init_bytes BIGINT NOT NULL CHECK (init_bytes >= 0),
    segments BYTEA NOT NULL,
    PRIMARY KEY (video_id, number)
);

CREATE TABLE picture_hash (
    video_id BIGINT NOT NULL REFERENCES video (id),
    at_ms BIGINT NOT NULL CHECK (at_ms >= 0),
    quality BIGINT NOT NULL CHECK (quality BETWEEN 0 AND 100),
    hash BYTEA NOT NULL,
    PRIMARY KEY (video_id, at_ms)
);

CREATE TABLE job_media (
    video_id BIGINT NOT NULL REFERENCES video (id),
    place BIGINT NOT NULL CHECK (place >= 0),
    name TEXT NOT NULL UNIQUE,
    PRIMARY KEY (video_id, place)
);

INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, tries, due_ms,
    started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, duration_ms, audio,
    poster, blurhash, strip, strip_columns, strip_rows, strip_count, strip_width, strip_height, watches)
SELECT id, person_id, title, state, 'none', original, original_bytes, tries, due_ms,
    started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, duration_ms, audio,
    CASE WHEN state = 'public' THEN poster END, '', NULL, 0, 0, 0, 0, 0, watches
FROM video_1;

INSERT INTO rendition (video_id, number, width, height, rate_num, rate_den, level, bytes, mp4, hls,
    init_bytes, segments)
SELECT id, 0, width, height, 0, 1, 0, 0, rendition, NULL, 0, ''
FROM video_1 WHERE state = 'public';

INSERT INTO job_media (video_id, place, name)
SELECT id, 0, poster FROM video_1 WHERE state = 'running';
INSERT INTO job_media (video_id, place, name)
SELECT id, 1, rendition FROM video_1 WHERE state = 'running';

DROP TABLE video_1;

CREATE INDEX video_newest ON video (state, published_ms, id);
CREATE INDEX video_waiting ON video (state, person_id, id);
CREATE INDEX video_rest ON video (rest, person_id, id);
CREATE INDEX video_person ON video (person_id, id);
CREATE INDEX video_started ON video (person_id, started_ms);
