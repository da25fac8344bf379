-- app.db, version 6: files whose video is gone, by name, until they are removed from the disk.

CREATE TABLE removal (
    name TEXT NOT NULL PRIMARY KEY
);
