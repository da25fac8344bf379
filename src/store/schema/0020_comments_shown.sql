-- app.db, version 20: a video's comments and a comment's replies are counted as they are shown: without what a
-- decision hides, whose person it hides, or what answers such a one. Where none is hidden, nothing changes.

UPDATE comment SET replies = (
    SELECT count(*) FROM comment c WHERE c.video_id = comment.video_id AND c.parent_id = comment.id
    AND NOT EXISTS (SELECT h.object FROM visibility h
        WHERE h.kind = 'comment' AND h.object = c.id AND h.state = 'hidden')
    AND NOT EXISTS (SELECT h.object FROM visibility h
        WHERE h.kind = 'person' AND h.object = c.person_id AND h.state = 'hidden'))
WHERE replies > 0 AND EXISTS (SELECT h.object FROM visibility h WHERE h.state = 'hidden');

UPDATE video SET comments = (
    SELECT count(*) FROM comment c WHERE c.video_id = video.id
    AND NOT EXISTS (SELECT h.object FROM visibility h
        WHERE h.kind = 'comment' AND (h.object = c.id OR h.object = c.parent_id) AND h.state = 'hidden')
    AND NOT EXISTS (SELECT h.object FROM visibility h
        WHERE h.kind = 'person' AND h.object = c.person_id AND h.state = 'hidden')
    AND NOT EXISTS (SELECT a.id FROM comment a JOIN visibility h ON h.object = a.person_id
        WHERE a.id = c.parent_id AND h.kind = 'person' AND h.state = 'hidden'))
WHERE comments > 0 AND EXISTS (SELECT h.object FROM visibility h WHERE h.state = 'hidden');
