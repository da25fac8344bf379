-- app.db, version 26: the words by which videos and people are found are in the engine's full-text index. What an
-- older version has is read when the database is opened. search_merge: that of an index (0: of videos, 1: of people)
-- words were dropped that its parts still have, and how often; until they are merged.

DROP TABLE search_word;

CREATE VIRTUAL TABLE search_video USING fts5(title, captions, tokenize = 'ascii', prefix = '1 2');
CREATE VIRTUAL TABLE search_person USING fts5(handle, name, tokenize = 'ascii', prefix = '1 2');

CREATE TABLE search_merge (
    kind BIGINT NOT NULL PRIMARY KEY CHECK (kind IN (0, 1)),
    drops BIGINT NOT NULL
);

INSERT INTO search_todo (kind, object)
SELECT 0, v.id FROM video v
WHERE NOT EXISTS (SELECT t.object FROM search_todo t WHERE t.kind = 0 AND t.object = v.id);
INSERT INTO search_todo (kind, object)
SELECT 1, p.id FROM person p
WHERE NOT EXISTS (SELECT t.object FROM search_todo t WHERE t.kind = 1 AND t.object = p.id);
