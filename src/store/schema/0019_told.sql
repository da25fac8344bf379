-- app.db, version 19: which decision a notice tells of; 0: none.

ALTER TABLE notice ADD COLUMN decision BIGINT NOT NULL DEFAULT 0;
