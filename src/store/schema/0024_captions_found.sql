-- app.db, version 24: a video is found by what its captions say as well; those that an older version has are read.

INSERT INTO search_todo (kind, object)
SELECT DISTINCT 0, c.video_id FROM caption c
WHERE NOT EXISTS (SELECT t.object FROM search_todo t WHERE t.kind = 0 AND t.object = c.video_id);
