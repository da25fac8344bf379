-- custodian.db, version 2: what sessions are called, known browsers, recovery codes, passkeys, a
-- person's sealed details, and the wrapped key of keyed hashes. Older accounts have no details, older
-- sessions no label; a session's public_id (session.c) and the region's mac_key (account.c) are filled
-- in at the start.

ALTER TABLE region ADD COLUMN mac_key BYTEA;

ALTER TABLE account ADD COLUMN birth_date BYTEA;
ALTER TABLE account ADD COLUMN email BYTEA;

ALTER TABLE session ADD COLUMN public_id BIGINT;
ALTER TABLE session ADD COLUMN used_day BIGINT;
ALTER TABLE session ADD COLUMN label BYTEA;
UPDATE session SET used_day = created_ms / 86400000;
CREATE UNIQUE INDEX session_public ON session (public_id);

CREATE TABLE device (
    token_hash BYTEA NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    used_day BIGINT NOT NULL,
    PRIMARY KEY (token_hash, account_id)
);

CREATE INDEX device_account ON device (account_id, used_day);
CREATE INDEX device_used ON device (used_day);

CREATE TABLE recovery (
    account_id BIGINT NOT NULL REFERENCES account (id),
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE passkey (
    id BIGINT NOT NULL PRIMARY KEY,
    credential BYTEA NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    public_key BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    copied BIGINT NOT NULL,
    label BYTEA NOT NULL,
    created_ms BIGINT NOT NULL,
    used_day BIGINT NOT NULL
);

CREATE INDEX passkey_account ON passkey (account_id, created_ms);
