-- custodian.db, version 8: who sits at the office's desk, by the statement that let them in: so that it lets
-- in once. opened: what they opened; said: how much of that the ledger has, or is due to have. And the cases
-- that were closed without a decision, by the statements that closed them.

CREATE TABLE sitting (
    digest BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    until_ms BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    said BIGINT NOT NULL,
    said_ms BIGINT NOT NULL
);

CREATE TABLE dismissal (
    digest BYTEA NOT NULL PRIMARY KEY,
    case_number BIGINT NOT NULL,
    member BYTEA NOT NULL,
    envelope TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
