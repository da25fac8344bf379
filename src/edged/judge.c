/*
 * judge.c: what the end of a job means. Its report is hostile, and so are its files: only their
 * sizes are believed.
 */
#include "job.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "segments.h"
#include "shut_captions.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct span keep_text(struct span text, char *out, size_t size)
{
    size_t len = text.len < size ? text.len : size;
    if (len > 0) {
        memcpy(out, text.ptr, len);
    }
    return span_of(out, len);
}

static enum err read_report(struct job *job, struct verdict *out)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    if (lseek(job->fds[JOB_REPORT], 0, SEEK_SET) != 0) {
        return ERR_IO;
    }
    TRY(file_read_fd(job->fds[JOB_REPORT], &bytes));
    TRY(report_decode(buf_span(&bytes), &out->report));
    out->report.codec = keep_text(out->report.codec, out->codec, sizeof(out->codec));
    out->report.blurhash = keep_text(out->report.blurhash, out->blurhash, sizeof(out->blurhash));
    return ERR_OK;
}

static bool size_of(int fd, uint64_t *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size < 0) {
        return false;
    }
    *out = (uint64_t)st.st_size;
    return true;
}

/* The runs of the HLS file are all of it: a player that asks for one gets what it says. */
static bool hls_is_sound(const struct report_rendition *rendition, int fd)
{
    uint64_t size = 0;
    uint64_t sum = rendition->init_bytes;
    for (uint8_t i = 0; i < rendition->segment_count; i++) {
        sum += rendition->segments[i].bytes;
    }
    return size_of(fd, &size) && sum == size;
}

/* What a job that went well cannot have said. */
static bool is_sound(const struct job *job, const struct report *report)
{
    static const enum ctl_job_fd hls[REPORT_RENDITIONS] = {JOB_HLS_A, JOB_HLS_B};
    if (report->duration_ms > (LIMIT_VIDEO_S + 1) * 1000 ||
        (!job->row.rest && report->rendition_count != 1)) {
        return false;
    }
    for (size_t i = 0; i < report->rendition_count; i++) {
        const struct report_rendition *r = &report->renditions[i];
        if (r->width > LIMIT_VIDEO_SIDE || r->height > LIMIT_VIDEO_SIDE ||
            r->rate_num / r->rate_den > LIMIT_VIDEO_RATE ||
            (r->segment_count > 0 && !hls_is_sound(r, job->fds[hls[i]]))) {
            return false;
        }
    }
    return true;
}

/* Whether the report says that this file is there. */
static bool is_named(const struct job *job, const struct report *report, size_t place)
{
    enum ctl_job_fd file = job_media_fd(job->row.rest, place);
    size_t rendition = file == JOB_MP4_B || file == JOB_HLS_B ? 1 : 0;
    switch (file) {
    case JOB_POSTER:
        return true;
    case JOB_STRIP:
        return report->strip.count > 0;
    case JOB_MP4_A:
    case JOB_MP4_B:
        return rendition < report->rendition_count;
    case JOB_HLS_A:
    case JOB_HLS_B:
        return rendition < report->rendition_count &&
               report->renditions[rendition].segment_count > 0;
    case JOB_INPUT:
    case JOB_REPORT:
    case CTL_JOB_FDS:
        break;
    }
    return false;
}

static struct shut_of shut_of(const struct jobs_config *config, const struct job *job)
{
    return (struct shut_of){.custodian = config->custodian,
                            .person = job->row.person,
                            .audience = job->row.wish.audience};
}

/* Under its last name it is only there sealed. */
static enum err take_sealed(const struct jobs_config *config, const struct job *job, size_t place,
                            uint64_t size)
{
    struct shut_of of = shut_of(config, job);
    struct shut_whole whole =
        shut_whole_of(shut_file_kind(of.audience), job->media[place].text, size);
    struct shut_file from = {.fd = job->fds[job_media_fd(job->row.rest, place)], .whole = whole};
    struct shut_file to = {.fd = -1, .sealed = true, .whole = whole};
    TRY(blob_create(config->blobs, &job->media[place], &to.fd));
    AUTO(fd_close) int fd = to.fd;
    TRY(shut_copy(&of, &from, &to));
    return blob_keep(config->blobs, &job->media[place], fd, BLOB_MEDIA);
}

static enum err take_one(const struct jobs_config *config, const struct job *job, size_t place)
{
    uint64_t size = 0;
    int fd = job->fds[job_media_fd(job->row.rest, place)];
    if (!size_of(fd, &size) || size == 0 || size > LIMIT_JOB_OUT_MIB * MIB) {
        return ERR_FORMAT;
    }
    if (job->row.wish.audience != AUDIENCE_ALL) {
        return take_sealed(config, job, place, size);
    }
    return blob_keep(config->blobs, &job->media[place], fd, BLOB_MEDIA);
}

/* All that the report names under their last names, durable; the rest is gone. */
static uint8_t take_over(const struct jobs_config *config, struct job *job, struct verdict *verdict)
{
    static const enum ctl_job_fd mp4[REPORT_RENDITIONS] = {JOB_MP4_A, JOB_MP4_B};
    for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
        enum err err = ERR_OK;
        if (is_named(job, &verdict->report, i)) {
            err = take_one(config, job, i);
        } else {
            (void)blob_drop(config->blobs, BLOB_DRAFT, &job->media[i]);
        }
        if (err != ERR_OK) {
            return err == ERR_FULL ? REFUSAL_STORAGE : REFUSAL_INTERNAL;
        }
    }
    for (size_t i = 0; i < verdict->report.rendition_count; i++) {
        uint64_t size = 0;
        (void)size_of(job->fds[mp4[i]], &size);
        verdict->mp4_bytes[i] = (int64_t)size;
    }
    return REFUSAL_NONE;
}

/* Nothing of what the job made stays. */
static void drop_outputs(const struct jobs_config *config, const struct job *job)
{
    for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
        (void)blob_drop(config->blobs, BLOB_DRAFT, &job->media[i]);
        (void)blob_drop(config->blobs, BLOB_MEDIA, &job->media[i]);
    }
}

/* A job that found no room waits for some, unless there is plenty: then the clip is at fault. */
static bool waits_for_room(const struct jobs_config *config, uint8_t refusal)
{
    return refusal == REFUSAL_STORAGE &&
           blob_room(config->blobs, 2 * LIMIT_JOB_OUT_MIB * MIB) == ERR_FULL;
}

static void fail(const struct jobs_config *config, struct job *job, uint8_t refusal,
                 struct verdict *out_verdict)
{
    int64_t tries = job->row.tries + 1;
    out_verdict->report.refusal = refusal;
    out_verdict->end = JOB_REFUSE;
    if (waits_for_room(config, refusal)) {
        out_verdict->end = JOB_RESUME;
        out_verdict->wait_ms = LIMIT_JOB_ROOM_MS;
    } else if (refusal_may_pass(refusal) && tries < LIMIT_JOB_TRIES) {
        out_verdict->end = JOB_AGAIN;
        out_verdict->wait_ms = LIMIT_JOB_RETRY_MS * tries;
    }
    drop_outputs(config, job);
}

/* What does not open now never will; who cannot be asked now can be later. */
void job_fail(const struct jobs_config *config, struct job *job, enum err why,
              struct verdict *out_verdict)
{
    memset(out_verdict, 0, sizeof(*out_verdict));
    if (why == ERR_BUSY) {
        out_verdict->end = JOB_RESUME;
        out_verdict->wait_ms = LIMIT_JOB_RETRY_MS;
        drop_outputs(config, job);
        return;
    }
    bool lost = why == ERR_FORMAT || why == ERR_DENIED;
    uint8_t refusal = why == ERR_FULL ? REFUSAL_STORAGE : lost ? REFUSAL_LOST : REFUSAL_INTERNAL;
    fail(config, job, refusal, out_verdict);
}

static uint8_t read_end(const struct jobs_config *config, struct job *job, int64_t outcome,
                        int64_t value, struct verdict *verdict)
{
    if (outcome == OUTCOME_OVERDUE) {
        return REFUSAL_OVERDUE;
    }
    if (outcome != OUTCOME_EXIT || value != 0 || read_report(job, verdict) != ERR_OK) {
        return REFUSAL_INTERNAL;
    }
    if (verdict->report.refusal != REFUSAL_NONE) {
        return verdict->report.refusal;
    }
    return is_sound(job, &verdict->report) ? take_over(config, job, verdict) : REFUSAL_INTERNAL;
}

void job_judge(const struct jobs_config *config, struct job *job, int64_t outcome, int64_t value,
               struct verdict *out_verdict)
{
    memset(out_verdict, 0, sizeof(*out_verdict));
    out_verdict->end = JOB_PUBLISH;
    bool from_outside = outcome == OUTCOME_KILLED && value == SIGKILL;
    if (from_outside && job->row.tries + 1 < LIMIT_JOB_KILLS) { /* hardly the clip's fault */
        out_verdict->end = JOB_AGAIN;
        drop_outputs(config, job);
        return;
    }
    if (outcome == OUTCOME_REFUSED) {
        out_verdict->end = JOB_RESUME;
        out_verdict->wait_ms = LIMIT_JOB_RETRY_MS;
        drop_outputs(config, job);
        return;
    }
    uint8_t refusal = read_end(config, job, outcome, value, out_verdict);
    if (refusal != REFUSAL_NONE) {
        fail(config, job, refusal, out_verdict);
    }
}

/* Memory of what is handed to the store. */
struct made {
    struct buf segments[REPORT_RENDITIONS];
    struct store_rendition renditions[REPORT_RENDITIONS];
    struct store_hash hashes[REPORT_HASHES];
};

static void made_auto(struct made *made)
{
    for (size_t i = 0; i < REPORT_RENDITIONS; i++) {
        buf_done(&made->segments[i]);
    }
}

static void put_name(char out[STORE_BLOB_ID + 1], const struct job *job,
                     const struct report *report, enum ctl_job_fd file)
{
    out[0] = '\0';
    for (size_t i = 0; i < STORE_JOB_MEDIA; i++) {
        if (job_media_fd(job->row.rest, i) == file && is_named(job, report, i)) {
            memcpy(out, job->media[i].text, STORE_BLOB_ID + 1);
        }
    }
}

static enum err fill_rendition(const struct job *job, const struct verdict *verdict, size_t i,
                               struct made *made)
{
    const struct report_rendition *from = &verdict->report.renditions[i];
    struct store_rendition *to = &made->renditions[i];
    *to = (struct store_rendition){
        .number = (int64_t)i + (job->row.rest ? 1 : 0), /* after the first job's */
        .width = from->width,
        .height = from->height,
        .rate_num = from->rate_num,
        .rate_den = from->rate_den,
        .level = from->level,
        .bytes = verdict->mp4_bytes[i],
        .init_bytes = from->init_bytes,
    };
    put_name(to->mp4, job, &verdict->report, i == 0 ? JOB_MP4_A : JOB_MP4_B);
    put_name(to->hls, job, &verdict->report, i == 0 ? JOB_HLS_A : JOB_HLS_B);
    if (from->segment_count > 0) {
        made->segments[i].max = SEGMENTS_SIZE_MAX;
        TRY(segments_encode(from, &made->segments[i]));
        to->segments = buf_span(&made->segments[i]);
    }
    return ERR_OK;
}

/* Of a video that is not for everybody: sealed, in place of what the result says of its pictures.
 */
static enum err seal_looks(const struct jobs_config *config, const struct job *job,
                           struct buf *sealed, struct store_result *result)
{
    struct shut_of of = shut_of(config, job);
    struct shut_looks looks = {.blurhash = result->blurhash, .hash_count = result->hash_count};
    if (job->row.wish.audience == AUDIENCE_ALL || job->row.rest) {
        return ERR_OK;
    }
    if (result->hash_count > 0) {
        memcpy(looks.hashes, result->hashes, result->hash_count * sizeof(looks.hashes[0]));
    }
    enum err err = shut_put_looks(&of, &looks, sealed);
    if (err == ERR_NOT_FOUND) { /* the person's key is gone, and the video goes as well */
        return ERR_CONFLICT;
    }
    TRY(err);
    result->looks = buf_span(sealed);
    result->blurhash = span_text("");
    result->hash_count = 0;
    return ERR_OK;
}

/* Of a video that is for everybody: what waited until now. */
static enum err open_words(const struct jobs_config *config, const struct job *job,
                           struct buf *sealed, struct shut_words *words,
                           struct store_result *result)
{
    AUTO(buf) struct buf looks = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(config, job);
    if (of.audience != AUDIENCE_ALL) {
        return ERR_OK;
    }
    enum err err = store_shut_get(config->store, job->row.video, of.audience, sealed, &looks);
    if (err == ERR_OK && sealed->len > 0) {
        err = shut_take_words(&of, buf_span(sealed), words);
        result->waiting = buf_span(sealed);
        result->title = span_text(words->title);
        result->sound = words->sound;
    }
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err == ERR_LIMIT ? ERR_FORMAT : err;
}

/* And its captions. */
static enum err open_captions(const struct jobs_config *config, const struct job *job,
                              struct shut_captions **out_captions, struct store_result *result)
{
    struct shut_of of = shut_of(config, job);
    if (of.audience != AUDIENCE_ALL) {
        return ERR_OK;
    }
    enum err err = shut_captions_move(config->store, job->row.video, &of, NULL, out_captions);
    if (err == ERR_OK) {
        result->captions = (*out_captions)->moved;
        result->caption_count = (*out_captions)->count;
    }
    return err == ERR_NOT_FOUND ? ERR_CONFLICT : err == ERR_LIMIT ? ERR_FORMAT : err;
}

static enum err publish(const struct jobs_config *config, const struct job *job,
                        struct store_result *result)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    AUTO(shut_captions_free) struct shut_captions *captions = NULL;
    struct shut_words words = {.title = ""};
    TRY(seal_looks(config, job, &sealed, result));
    enum err err = open_words(config, job, &sealed, &words, result);
    err = err == ERR_OK ? open_captions(config, job, &captions, result) : err;
    err = err == ERR_OK ? store_job_publish(config->store, result) : err;
    explicit_bzero(&words, sizeof(words));
    return err;
}

static enum err put_made(const struct jobs_config *config, const struct job *job,
                         const struct verdict *verdict)
{
    AUTO(made) struct made made = {0};
    const struct report *report = &verdict->report;
    const struct report_strip *strip = &report->strip;
    struct store_result result = {.video = job->row.video,
                                  .now_ms = time_wall_ms(),
                                  .duration_ms = report->duration_ms,
                                  .audio = report->audio,
                                  .more = report->more,
                                  .poster = job->media[0].text,
                                  .blurhash = report->blurhash,
                                  .strip = {.columns = strip->columns,
                                            .rows = strip->rows,
                                            .count = strip->count,
                                            .width = strip->width,
                                            .height = strip->height},
                                  .renditions = made.renditions,
                                  .rendition_count = report->rendition_count,
                                  .hashes = made.hashes,
                                  .hash_count = report->hash_count};
    put_name(result.strip.name, job, report, JOB_STRIP);
    for (size_t i = 0; i < report->rendition_count; i++) {
        TRY(fill_rendition(job, verdict, i, &made));
    }
    if (job->row.rest) {
        result.hash_count = 0;
        return store_job_add(config->store, &result);
    }
    for (size_t i = 0; i < report->hash_count; i++) {
        const struct report_hash *hash = &report->hashes[i];
        made.hashes[i] = (struct store_hash){.at_ms = hash->at_ms,
                                             .quality = hash->quality,
                                             .hash = span_of(hash->hash, REPORT_HASH)};
    }
    return publish(config, job, &result);
}

static enum err put_refusal(const struct jobs_config *config, const struct job *job,
                            const struct report *report)
{
    if (job->row.rest) {
        return store_job_give_up(config->store, job->row.video);
    }
    bool kept = refusal_may_pass(report->refusal);
    struct store_refusal refusal = {.video = job->row.video,
                                    .refusal = report->refusal,
                                    .number = report->number,
                                    .codec = report->codec,
                                    .kept_until_ms = kept ? time_wall_ms() + LIMIT_KEPT_MS : 0};
    return store_job_refuse(config->store, &refusal);
}

static enum err put_verdict(const struct jobs_config *config, const struct job *job,
                            const struct verdict *verdict)
{
    int64_t due_ms = time_wall_ms() + verdict->wait_ms;
    switch (verdict->end) {
    case JOB_PUBLISH:
        return put_made(config, job, verdict);
    case JOB_REFUSE:
        return put_refusal(config, job, &verdict->report);
    case JOB_AGAIN:
        return store_job_again(config->store, &job->row, due_ms);
    case JOB_RESUME:
        return store_job_resume(config->store, &job->row, due_ms);
    case JOB_END_COUNT_:
        break;
    }
    return ERR_CONFLICT;
}

/* Nothing needs it any more: no job of this video will come, and its creator can ask for none. */
static bool original_is_done(const struct job *job, const struct verdict *verdict)
{
    bool over = verdict->end == JOB_PUBLISH || verdict->end == JOB_REFUSE;
    bool more = verdict->end == JOB_PUBLISH && !job->row.rest && verdict->report.more;
    bool kept =
        verdict->end == JOB_REFUSE && !job->row.rest && refusal_may_pass(verdict->report.refusal);
    return over && !more && !kept;
}

enum err job_settle(const struct jobs_config *config, struct job *job, struct verdict *verdict)
{
    enum err err = put_verdict(config, job, verdict);
    if (err == ERR_DENIED || err == ERR_FORMAT) { /* not words that were sealed for everybody */
        fail(config, job, REFUSAL_INTERNAL, verdict);
        err = put_verdict(config, job, verdict);
    }
    if (err == ERR_CONFLICT) {
        drop_outputs(config, job);
        diag(DIAG_ERROR, "video %lld is not running any more", (long long)job->row.video);
        return ERR_OK;
    }
    TRY(err);
    if (original_is_done(job, verdict)) {
        (void)blob_drop(config->blobs, BLOB_ORIGINAL, &job->original);
    }
    return ERR_OK;
}
