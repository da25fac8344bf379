/*
 * store_job.h: the queue of videos that a job must prepare, in two stages: the first rendition of
 * anybody comes before the larger ones of anybody. Every step names the state that it leaves, in
 * SQL: a step that comes late, or twice, gets ERR_CONFLICT and changes nothing.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store_caption.h"
#include "store_media.h"
#include "store_state.h"
#include "store_video.h"

enum { STORE_JOB_MEDIA = 4, STORE_HASH = 32 };

struct store_job {
    bool rest; /* the second stage, of a public video */
    int64_t video;
    int64_t person;
    int64_t tries; /* of this stage, that have failed before */
    char original[STORE_BLOB_ID + 1];
    int64_t original_bytes; /* of the clip, sealed or not */
    bool original_sealed;
    struct store_wish wish;
    char media[STORE_JOB_MEDIA][STORE_BLOB_ID + 1]; /* names that it may leave files by; or empty */
};

/* store_job_next: the next of the stage that is due: the oldest of the person whose last job began
 * the longest ago, in the second stage the last of that stage. Of the first stage a person has one
 * at a time. ERR_NOT_FOUND: none. */
MUST_USE enum err store_job_next(struct store *s, bool rest, int64_t now_ms,
                                 struct store_job *out_job);

/* store_job_start: queued -> running, or the rest's waiting -> running. The names that its media
 * will have are durable from here on, so that a crash leaves no object that nobody knows. They are
 * forgotten by each of the steps that end a job. ERR_CONFLICT: also if it is for others by now. */
MUST_USE enum err store_job_start(struct store *s, const struct store_job *job, int64_t now_ms);

struct store_result {
    int64_t video;
    int64_t now_ms;
    int64_t duration_ms;
    bool audio;
    bool more; /* a second job can make larger ones: the rest waits, the original stays */
    const char *poster;
    struct span blurhash;
    struct store_strip strip;
    const struct store_rendition *renditions;
    size_t rendition_count;
    const struct store_hash *hashes;
    size_t hash_count;
    struct span looks; /* not for everybody: sealed, in place of blurhash and hashes; else empty */
    /* For everybody: the words that waited, sealed, and what was in them; else empty, as of one
     * that an older version left with its title in the clear. */
    struct span waiting;
    struct span title;
    const char *sound;
    const struct store_move_caption *captions; /* all of it, in the clear */
    size_t caption_count;
};

/* store_job_publish: running -> public, with all that the result names. ERR_BUSY: its words or its
 * captions are others than those that waited: its author changed them meanwhile. */
MUST_USE enum err store_job_publish(struct store *s, const struct store_result *result);

/* store_job_add: the rest's running -> done. Of the result, video and renditions. */
MUST_USE enum err store_job_add(struct store *s, const struct store_result *result);

struct store_refusal {
    int64_t video;
    uint8_t refusal;
    uint32_t number;
    struct span codec;
    int64_t kept_until_ms; /* of the original: it may be tried again (store_kept.h); 0: not kept */
};

/* store_job_refuse: running -> refused. */
MUST_USE enum err store_job_refuse(struct store *s, const struct store_refusal *refusal);

/* store_job_give_up: the rest's running -> given up. The video stays public. */
MUST_USE enum err store_job_give_up(struct store *s, int64_t video);

/* store_job_again: back to where the job came from, one more try counted, not before due_ms. */
MUST_USE enum err store_job_again(struct store *s, const struct store_job *job, int64_t due_ms);

/* store_job_resume: the same without a try. */
MUST_USE enum err store_job_resume(struct store *s, const struct store_job *job, int64_t due_ms);

/* store_job_running: one of either stage that is running; ERR_NOT_FOUND: none. At start, these are
 * left over. */
MUST_USE enum err store_job_running(struct store *s, struct store_job *out_job);

/* store_job_needs: whether a file of this name is the original of a video that a job waits for, or
 * that may be tried again: ERR_NOT_FOUND. */
MUST_USE enum err store_job_needs(struct store *s, struct span original);

#endif
