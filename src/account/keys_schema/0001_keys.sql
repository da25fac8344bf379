-- keys.db, version 1: people's wrapped keys, and which custodian.db they belong to.
-- Every column is in the data map (src/datamap/fields.c). Never edited after a release.

CREATE TABLE keyring (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    keys_id BIGINT NOT NULL
);

CREATE TABLE user_key (
    account_id BIGINT NOT NULL PRIMARY KEY,
    wrapped BYTEA NOT NULL
);
