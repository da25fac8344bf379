-- custodian.db, version 10: answer.salt: sealed; what opens the ledger's entry of the answer, with its words;
-- NULL: an older version took it, or whose it was is gone. An open answer outlives its author, without them and
-- their words, until another member decides: so that whoever signed the decision does not do that then either.

ALTER TABLE answer ADD COLUMN salt BYTEA;
