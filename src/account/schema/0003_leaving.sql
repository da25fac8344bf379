-- custodian.db, version 3: people leave. Their wrapped keys are in keys.db (keys_schema/); keys.c has
-- copied them before this step. An account's salt is filled in at the start (leave.c). A row of erasure
-- is an erasure under way: with the person's number as long as edged has something of theirs, then
-- until the ledger has its entry. kept_handle: handles of people who left, as keyed hashes.

DROP TABLE user_key;

ALTER TABLE region ADD COLUMN keys_id BIGINT;

ALTER TABLE account ADD COLUMN salt BYTEA;
ALTER TABLE account ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'leaving', 'ending'));
ALTER TABLE account ADD COLUMN leaves_ms BIGINT NOT NULL DEFAULT 0;

CREATE INDEX account_leaves ON account (leaves_ms) WHERE state <> 'active';

CREATE TABLE erasure (
    commitment BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT UNIQUE,
    locker BYTEA,
    logged BIGINT NOT NULL
);

CREATE TABLE kept_handle (
    hash BYTEA NOT NULL PRIMARY KEY,
    until_day BIGINT NOT NULL
);

CREATE INDEX kept_handle_until ON kept_handle (until_day);
