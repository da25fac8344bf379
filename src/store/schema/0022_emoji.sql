-- app.db, version 22: an emoji is a word by which one is found; what an older version has read is read anew.

INSERT INTO search_todo (kind, object)
SELECT 0, id FROM video v
WHERE NOT EXISTS (SELECT t.object FROM search_todo t WHERE t.kind = 0 AND t.object = v.id);

INSERT INTO search_todo (kind, object)
SELECT 1, id FROM person p
WHERE NOT EXISTS (SELECT t.object FROM search_todo t WHERE t.kind = 1 AND t.object = p.id);
