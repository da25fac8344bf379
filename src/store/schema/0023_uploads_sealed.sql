-- app.db, version 23: an upload's file is sealed piece by piece with its person's key (sealed = 1), and so it stays
-- while it is a video's original. What fills no piece yet is sealed in tail: it belongs behind tail_piece pieces, and
-- counts only while the file has just so many. What an older version took in stays as it is (sealed = 0).

ALTER TABLE draft ADD COLUMN sealed SMALLINT NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));
ALTER TABLE draft ADD COLUMN tail BYTEA;
ALTER TABLE draft ADD COLUMN tail_piece BIGINT NOT NULL DEFAULT 0 CHECK (tail_piece >= 0);
ALTER TABLE video ADD COLUMN original_sealed SMALLINT NOT NULL DEFAULT 0 CHECK (original_sealed IN (0, 1));
