-- custodian.db, version 9: who lets their followers see what they seal for those: turn: how often they began
-- it or ended it: odd: it holds. Who follows them, so that nobody else is let in; and whom they shut out, by
-- a keyed hash of the two.

CREATE TABLE share (
    account_id BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL CHECK (turn > 0)
);

CREATE TABLE follower (
    author_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (author_id, account_id)
);

CREATE INDEX follower_account ON follower (account_id);

CREATE TABLE shut_out (
    account_id BIGINT NOT NULL,
    name BYTEA NOT NULL,
    PRIMARY KEY (account_id, name)
);
