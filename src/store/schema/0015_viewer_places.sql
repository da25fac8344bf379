-- app.db, version 15: what is kept sealed of viewers, found by an index of names alone. In the order of
-- names, rows of up to 16 KB stood on every way to a name, and most names that are looked for are not
-- there. A row's place is drawn by lot (of one that is there already: by lot again), so that the order of
-- rows is none, as before. (INTEGER, so that SQLite keeps no number of its own beside it, which would be the
-- order of their coming; another engine says BIGINT, and has a lot of its own.)

ALTER TABLE viewer_part RENAME TO viewer_part_before;

CREATE TABLE viewer_part (
    place INTEGER NOT NULL PRIMARY KEY,
    name BYTEA NOT NULL UNIQUE,
    sealed BYTEA NOT NULL
);

INSERT INTO viewer_part (place, name, sealed)
    SELECT abs(random() / 2), name, sealed FROM viewer_part_before;

DROP TABLE viewer_part_before;
