-- app.db, version 14: who blocked whom, in rows that do not say it. A pair's name is made by custodiand, with
-- a key that is in no row, and told to a request of either of the two; a slot's is made from what only its
-- blocker's session, or their leaving, leads to. Rows stand in the order of their names, which is none.

CREATE TABLE block (
    pair BYTEA NOT NULL PRIMARY KEY,
    slot BYTEA NOT NULL UNIQUE
) WITHOUT ROWID;
