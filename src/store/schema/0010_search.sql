-- app.db, version 10: the words by which videos (kind 0) and people (kind 1) are found, each with its
-- weight. An index in plain rows: it is overwritten like any other when its owner leaves, and every
-- engine has it. What an older version has is read when the database is opened; search_todo says what.

CREATE TABLE search_word (
    word TEXT NOT NULL,
    kind BIGINT NOT NULL CHECK (kind IN (0, 1)),
    object BIGINT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    PRIMARY KEY (word, kind, object)
) WITHOUT ROWID;

-- By object first: a search must not think that this index helps it.
CREATE INDEX search_word_object ON search_word (object, kind);

CREATE TABLE search_todo (
    kind BIGINT NOT NULL CHECK (kind IN (0, 1)),
    object BIGINT NOT NULL,
    PRIMARY KEY (kind, object)
);

INSERT INTO search_todo (kind, object) SELECT 0, id FROM video;
INSERT INTO search_todo (kind, object) SELECT 1, id FROM person;
