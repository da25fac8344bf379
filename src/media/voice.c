#include "voice.h"

#include "ear.h"
#include "media_loudness.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { TRIES = 4 }; /* to encode the sound so that it is not too loud */

/* dB: each try aims so much lower than it missed by, since the next one misses otherwise. */
static const double margin_db = 0.2;

struct packet {
    AVPacket *packet;
    struct packet *next;
};

struct media_voice {
    struct media_encoder *encoder;
    struct media_encoder *again; /* of the sound once it was limited anew; NULL: it was not */
    struct media_ear *ear;
    struct media_sound *sound;
    int64_t silence_us;
    enum err err; /* of the thread: to be read once it has ended */
    bool runs;    /* the thread has to be waited for */
    pthread_t thread;
    atomic_bool unwanted; /* the thread need not go on */
    pthread_mutex_t lock; /* of what follows */
    bool approved;        /* the packets may be had: they are not too loud */
    struct packet *first;
    struct packet *last;
};

static enum err keep(struct media_voice *voice, const AVPacket *packet)
{
    struct packet *kept = calloc(1, sizeof(*kept));
    if (kept == NULL) {
        return ERR_NOMEM;
    }
    kept->packet = av_packet_clone(packet);
    if (kept->packet == NULL) {
        free(kept);
        return ERR_NOMEM;
    }
    (void)pthread_mutex_lock(&voice->lock);
    if (voice->first == NULL) {
        voice->first = kept;
    } else {
        voice->last->next = kept;
    }
    voice->last = kept;
    (void)pthread_mutex_unlock(&voice->lock);
    return ERR_OK;
}

static void drop_packets(struct media_voice *voice)
{
    while (voice->first != NULL) {
        struct packet *kept = voice->first;
        voice->first = kept->next;
        av_packet_free(&kept->packet);
        free(kept);
    }
}

/* NULL: nothing follows. */
static enum err encode(struct media_voice *voice, const AVFrame *piece)
{
    struct media_encoder *encoder = voice->again != NULL ? voice->again : voice->encoder;
    TRY(media_encoder_send(encoder, piece));
    for (;;) {
        const AVPacket *packet = NULL;
        enum err err = media_encoder_next(encoder, &packet);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(media_ear_hear(voice->ear, packet));
        TRY(keep(voice, packet));
    }
}

static enum err encode_until(struct media_voice *voice, int64_t until_us)
{
    int size = media_encoder_codec(voice->encoder)->frame_size;
    while (!atomic_load(&voice->unwanted)) {
        AUTO(av_frame) AVFrame *piece = NULL;
        enum err err = media_sound_next(voice->sound, size, until_us, &piece);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(encode(voice, piece));
    }
    return ERR_OK;
}

/* From its start, with an encoder that has not heard it yet. */
static enum err begin_again(struct media_voice *voice, double peak_db)
{
    TRY(media_sound_again(voice->sound, peak_db));
    media_encoder_close(voice->again);
    voice->again = NULL;
    TRY(media_encoder_audio(&voice->again));
    media_ear_close(voice->ear);
    voice->ear = NULL;
    (void)pthread_mutex_lock(&voice->lock);
    drop_packets(voice);
    (void)pthread_mutex_unlock(&voice->lock);
    return media_ear_open(media_encoder_codec(voice->again), &voice->ear);
}

/* AAC makes a burst of noise louder by some decibels, and nobody knows by how many before. So what
 * comes out is listened to; if it is too loud, all that is as loud is turned down and encoded anew.
 * What the encoder still holds at the end, 43 ms, is not heard. */
static enum err speak(struct media_voice *voice)
{
    double peak_db = MEDIA_LOUDNESS_PEAK_DB;
    TRY(media_sound_level(voice->sound, voice->silence_us));
    TRY(media_ear_open(media_encoder_codec(voice->encoder), &voice->ear));
    for (int i = 1;; i++) {
        TRY(encode_until(voice, media_sound_us(voice->sound)));
        double over_db = media_ear_peak_db(voice->ear) - MEDIA_LOUDNESS_OUT_DB;
        if (over_db <= 0 || i == TRIES) {
            break;
        }
        peak_db -= over_db + margin_db;
        TRY(begin_again(voice, peak_db));
    }
    (void)pthread_mutex_lock(&voice->lock);
    voice->approved = true;
    (void)pthread_mutex_unlock(&voice->lock);
    return ERR_OK;
}

static void *run(void *app)
{
    struct media_voice *voice = app;
    voice->err = speak(voice);
    return NULL;
}

enum err media_voice_open(struct media_sound *sound, int64_t silence_us,
                          struct media_voice **out_voice)
{
    struct media_voice *made = calloc(1, sizeof(*made));
    if (made == NULL || pthread_mutex_init(&made->lock, NULL) != 0) {
        free(made);
        return ERR_NOMEM;
    }
    AUTO(media_voice_close) struct media_voice *voice = made;
    voice->sound = sound;
    voice->silence_us = silence_us;
    TRY(media_encoder_audio(&voice->encoder));
    voice->runs = pthread_create(&voice->thread, NULL, run, voice) == 0;
    if (!voice->runs) {
        return ERR_NOMEM;
    }
    *out_voice = MOVE(voice);
    return ERR_OK;
}

static void join(struct media_voice *voice)
{
    if (voice->runs) {
        (void)pthread_join(voice->thread, NULL);
        voice->runs = false;
    }
}

void media_voice_close(struct media_voice *voice)
{
    if (voice == NULL) {
        return;
    }
    atomic_store(&voice->unwanted, true);
    join(voice);
    drop_packets(voice);
    (void)pthread_mutex_destroy(&voice->lock);
    media_encoder_close(voice->encoder);
    media_encoder_close(voice->again);
    media_ear_close(voice->ear);
    free(voice);
}

const AVCodecContext *media_voice_codec(const struct media_voice *voice)
{
    return media_encoder_codec(voice->encoder);
}

enum err media_voice_next(struct media_voice *voice, int64_t until_us, AVPacket **out_packet)
{
    int64_t until = av_rescale(until_us, MEDIA_SOUND_RATE, 1000000);
    (void)pthread_mutex_lock(&voice->lock);
    struct packet *kept = voice->first;
    bool due = voice->approved && kept != NULL && kept->packet->pts < until;
    if (due) {
        voice->first = kept->next;
    }
    (void)pthread_mutex_unlock(&voice->lock);
    if (!due) {
        return ERR_NOT_FOUND;
    }
    *out_packet = kept->packet;
    free(kept);
    return ERR_OK;
}

enum err media_voice_wait(struct media_voice *voice)
{
    join(voice);
    return voice->err;
}

enum err media_voice_end(struct media_voice *voice, int64_t end_us)
{
    TRY(encode_until(voice, end_us));
    return encode(voice, NULL);
}
