-- app.db, version 5: what is kept sealed of viewers, and how many like a video. A sealed row has a name
-- that only its owner's session leads to, and nothing else: rows stand in the order of their names,
-- which is none (an engine that keeps rows in the order of their coming needs no clause for this, but
-- then keeps that order). watch_sealed is not written any more: what an older version left there
-- is folded when its owner comes.

CREATE TABLE viewer_part (
    name BYTEA NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
) WITHOUT ROWID;

ALTER TABLE video ADD COLUMN likes BIGINT NOT NULL DEFAULT 0 CHECK (likes >= 0);
