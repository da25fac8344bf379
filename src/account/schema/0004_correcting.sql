-- custodian.db, version 4: a birth date may be corrected once; whether it was is remembered.

ALTER TABLE account ADD COLUMN birth_corrected BIGINT NOT NULL DEFAULT 0
    CHECK (birth_corrected IN (0, 1));
