-- custodian.db, version 12: which case a sitting looked at lately, hidden media and all, and since when: so that
-- a player's many requests are one look.

CREATE TABLE desk_look (
    digest BYTEA NOT NULL,
    case_number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (digest, case_number)
);
