-- custodian.db, version 5: members of the office are keys, by the statements that made them so; and what
-- they decided. entry: where the ledger has it; -1: it is due.

CREATE TABLE office (
    digest BYTEA NOT NULL PRIMARY KEY,
    member BYTEA NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('add', 'remove')),
    organisation TEXT NOT NULL,
    entry BIGINT NOT NULL CHECK (entry >= -1),
    UNIQUE (member, action)
);

CREATE TABLE decision (
    number BIGINT NOT NULL PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    previous BIGINT NOT NULL,
    kind TEXT NOT NULL,
    object BIGINT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    label TEXT NOT NULL,
    ground TEXT NOT NULL,
    member BYTEA NOT NULL,
    account_id BIGINT NOT NULL,
    reason BYTEA,
    envelope TEXT NOT NULL,
    entry BIGINT NOT NULL CHECK (entry >= -1)
);

CREATE INDEX decision_object ON decision (kind, object, number);
CREATE INDEX decision_account ON decision (account_id);
CREATE INDEX decision_due ON decision (entry) WHERE entry = -1;
