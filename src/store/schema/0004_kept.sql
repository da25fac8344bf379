-- app.db, version 4: originals of refused videos are kept for a while, and found when it is over.

CREATE INDEX video_due ON video (state, due_ms);
