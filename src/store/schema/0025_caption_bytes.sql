-- app.db, version 25: how large all captions of a video are, as they are stored: their author's quota has them.

ALTER TABLE video ADD COLUMN caption_bytes BIGINT NOT NULL DEFAULT 0 CHECK (caption_bytes >= 0);

UPDATE video SET caption_bytes =
    (SELECT sum(length(c.vtt) + length(c.text) + coalesce(length(c.sealed), 0)) FROM caption c
     WHERE c.video_id = video.id)
WHERE EXISTS (SELECT c.video_id FROM caption c WHERE c.video_id = video.id);
