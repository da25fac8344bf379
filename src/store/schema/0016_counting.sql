-- app.db, version 16: how many times a run of edged has written the counts that it kept in memory: by that the
-- owner of a like finds out whether its count was among them.

CREATE TABLE counting (
    run BIGINT NOT NULL PRIMARY KEY CHECK (run > 0),
    flushes BIGINT NOT NULL CHECK (flushes >= 0)
);
