/*
 * media.h: one clip in, its renditions and what stands for it out, on descriptors alone. Nothing is
 * opened by name: a clip that names other files does not get them.
 *
 * A job is one of two stages. The first makes the smallest rendition, so that it can be public
 * soon, with poster, strip, blurhash and perceptual hashes; report.more says whether the rest would
 * make larger ones (media_plan.h: which). A rest of nothing is refused as an error of ours.
 *
 * A rendition: progressive MP4 with its index first, H.264 High 8 bit 4:2:0 BT.709, the right way
 * up, square pixels, constant frame rate, a key picture every two seconds; AAC-LC stereo if the
 * clip has sound. Of the clip only the part that the job's cut names is kept, from the nearest
 * picture on, with its sound; what the clip was to be refused for, it is refused for as a whole. Of
 * a clip longer than MEDIA_HLS_S also one file of fragments, of the same pictures and sound. The
 * poster: a JPEG of the first picture that is not black, or what is on show at the time that the
 * cut names. Nothing carries any metadata of the clip.
 */
#ifndef MEDIA_H
#define MEDIA_H

#include "wire_ctl.h"
#include "wire_report.h"

enum { MEDIA_HLS_S = 60 };

/* How far a job is; called from time to time, from the thread that called media_transcode. */
typedef void media_progress(void *app, const struct report_progress *progress);

struct media_job {
    enum ctl_stage stage;
    struct ctl_cut cut;
    int input_fd;  /* read with pread; a regular file */
    int poster_fd; /* STAGE_FIRST; this and what follows: written with pwrite; empty */
    int strip_fd;  /* STAGE_FIRST */
    struct {
        int mp4_fd; /* read as well */
        int hls_fd; /* clips longer than MEDIA_HLS_S only */
    } outputs[REPORT_RENDITIONS];
    int threads;              /* per encoder, and per decoder, which may take twice as many; at most
                               * LIMIT_JOB_THREADS are used */
    media_progress *progress; /* NULL: nobody asks */
    void *progress_app;
};

/* report borrows from codec and blurhash. */
struct media_result {
    struct report report;
    char codec[REPORT_CODEC_MAX + 1];
    char blurhash[REPORT_BLURHASH_MAX + 1];
};

/* media_start: once per process, before the first job and before confinement: makes FFmpeg silent,
 * since its messages quote the clip, and loads what it would load at its first use. */
void media_start(void);

/*
 * media_transcode: does the job. out_result always holds a whole report: NONE, or why the clip is
 * refused. The outputs are not synced, and without meaning if the clip is refused.
 */
void media_transcode(const struct media_job *job, struct media_result *out_result);

#endif
