-- custodian.db, version 1: the region's identity, accounts, wrapped keys, sessions.
-- Every column is in the data map (src/datamap/fields.c). Never edited after a release.

CREATE TABLE region (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    key_id BIGINT NOT NULL
);

CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    locker BYTEA NOT NULL UNIQUE,
    made_by BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE user_key (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    wrapped BYTEA NOT NULL
);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    made_by BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    opened BIGINT NOT NULL
);

CREATE INDEX session_account ON session (account_id, created_ms);
CREATE INDEX session_expires ON session (expires_ms);
