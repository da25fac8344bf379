-- custodian.db, version 7: what people report, legal notices by anyone, and what authors answer to decisions;
-- each belongs to a case about one object. answer: the decision that was answered; 0: none is. account_id of
-- a report: 0: a legal notice. desk_due: what the ledger is to have, and has not yet. taken_ms: when a
-- decision was taken; 0: by an older version.

CREATE TABLE desk_case (
    number BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    object BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    closed_ms BIGINT NOT NULL,
    decision BIGINT NOT NULL,
    answer BIGINT NOT NULL
);

CREATE UNIQUE INDEX desk_case_object ON desk_case (kind, object) WHERE state = 'open';
CREATE INDEX desk_case_state ON desk_case (state, number);

CREATE TABLE report (
    number BIGINT NOT NULL PRIMARY KEY,
    case_number BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    ground TEXT NOT NULL,
    words BYTEA,
    notifier BYTEA,
    receipt BYTEA,
    at_ms BIGINT NOT NULL
);

CREATE INDEX report_case ON report (case_number, number);
CREATE UNIQUE INDEX report_receipt ON report (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX report_account ON report (account_id, number);

CREATE TABLE answer (
    decision BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    words BYTEA NOT NULL,
    reply BYTEA,
    state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'reversed')),
    closing BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX answer_account ON answer (account_id);

CREATE TABLE desk_due (
    number BIGINT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    digest BYTEA NOT NULL,
    member BYTEA NOT NULL,
    about BIGINT NOT NULL,
    value BIGINT NOT NULL
);

ALTER TABLE decision ADD COLUMN taken_ms BIGINT NOT NULL DEFAULT 0;
