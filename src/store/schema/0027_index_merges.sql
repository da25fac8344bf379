-- app.db, version 27: how often merging an index's parts was begun since the index was made anew.

ALTER TABLE search_merge ADD COLUMN merges BIGINT NOT NULL DEFAULT 0;
