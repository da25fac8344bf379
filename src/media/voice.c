#include "voice.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct packet {
    AVPacket *packet;
    struct packet *next;
};

struct media_voice {
    struct media_encoder *encoder;
    struct media_sound *sound;
    int64_t silence_us;
    enum err err; /* of the thread: to be read once it has ended */
    bool runs;    /* the thread has to be waited for */
    pthread_t thread;
    atomic_bool unwanted; /* the thread need not go on */
    pthread_mutex_t lock; /* of what follows */
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

/* NULL: nothing follows. */
static enum err encode(struct media_voice *voice, const AVFrame *piece)
{
    TRY(media_encoder_send(voice->encoder, piece));
    for (;;) {
        const AVPacket *packet = NULL;
        enum err err = media_encoder_next(voice->encoder, &packet);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
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

static enum err speak(struct media_voice *voice)
{
    TRY(media_sound_level(voice->sound, voice->silence_us));
    return encode_until(voice, media_sound_us(voice->sound));
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
    while (voice->first != NULL) {
        struct packet *kept = voice->first;
        voice->first = kept->next;
        av_packet_free(&kept->packet);
        free(kept);
    }
    (void)pthread_mutex_destroy(&voice->lock);
    media_encoder_close(voice->encoder);
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
    bool due = kept != NULL && kept->packet->pts < until;
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
