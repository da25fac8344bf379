-- custodian.db, version 6: sessions that a person let other programs have, for what scopes says (bits;
-- 0: their own); and the codes by which those get them, once. used_by: the request that did.

ALTER TABLE session ADD COLUMN scopes BIGINT NOT NULL DEFAULT 0;

CREATE TABLE permit (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    scopes BIGINT NOT NULL CHECK (scopes > 0),
    binding BYTEA NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_by BIGINT
);

CREATE INDEX permit_account ON permit (account_id);
CREATE INDEX permit_expires ON permit (expires_ms);
