-- app.db, version 18: whether the region's people, videos and counts were made up for a benchmark
-- (`vitrine demo fill`). A row, from before the first of them, and for ever.

CREATE TABLE made_up (
    at_ms BIGINT NOT NULL PRIMARY KEY
);
