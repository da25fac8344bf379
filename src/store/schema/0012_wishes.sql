-- app.db, version 12: what a creator wishes for a video: the part that is kept, the time of its poster,
-- what its sound is called; and all that their program said of an upload, sealed with their key.
-- No poster_ms: the job chooses; trim_to_ms 0: to the clip's end.

ALTER TABLE draft ADD COLUMN metadata BYTEA;
ALTER TABLE draft ADD COLUMN trim_from_ms BIGINT NOT NULL DEFAULT 0 CHECK (trim_from_ms >= 0);
ALTER TABLE draft ADD COLUMN trim_to_ms BIGINT NOT NULL DEFAULT 0 CHECK (trim_to_ms >= 0);
ALTER TABLE draft ADD COLUMN poster_ms BIGINT CHECK (poster_ms >= 0);
ALTER TABLE draft ADD COLUMN sound TEXT;

ALTER TABLE video ADD COLUMN trim_from_ms BIGINT NOT NULL DEFAULT 0 CHECK (trim_from_ms >= 0);
ALTER TABLE video ADD COLUMN trim_to_ms BIGINT NOT NULL DEFAULT 0 CHECK (trim_to_ms >= 0);
ALTER TABLE video ADD COLUMN poster_ms BIGINT CHECK (poster_ms >= 0);
ALTER TABLE video ADD COLUMN sound TEXT;
