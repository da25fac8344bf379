/* stream.h: what an answer needs of the streams. */
#ifndef STREAM_H
#define STREAM_H

struct web_stream;

/* stream_free: its source is gone from here on; NULL is fine. */
void stream_free(struct web_stream *s);

#endif
