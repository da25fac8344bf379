#include "shut_captions.h"

#include "vtt.h"

#include <stdlib.h>

static enum err captions_new(struct shut_captions **out_captions)
{
    struct shut_captions *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->memory.max = LIMIT_SHUT_MEMORY;
    for (size_t i = 0; i < LIMIT_LANGUAGES; i++) {
        c->plain[i].max = LIMIT_SHUT_CAPTIONS;
        c->text[i].max = LIMIT_CAPTIONS;
        c->vtt[i].max = LIMIT_CAPTIONS;
        c->sealed[i].max = LIMIT_SHUT_CAPTIONS;
    }
    *out_captions = c;
    return ERR_OK;
}

void shut_captions_free(struct shut_captions *c)
{
    if (c == NULL) {
        return;
    }
    arena_done(&c->memory);
    for (size_t i = 0; i < LIMIT_LANGUAGES; i++) {
        custody_frame_auto(&c->plain[i]);
        custody_frame_auto(&c->text[i]);
        custody_frame_auto(&c->vtt[i]);
        buf_done(&c->sealed[i]);
    }
    explicit_bzero(c, sizeof(*c));
    free(c);
}

enum err shut_caption_plain(const struct store_caption *caption, struct buf *out)
{
    TRY(buf_grow(out, caption->label.len + 1 + caption->vtt.len));
    TRY(buf_append_span(out, caption->label));
    TRY(buf_append_u8(out, '\n'));
    return buf_append_span(out, caption->vtt);
}

enum err shut_caption_read(const struct shut_of *of, const struct store_caption *caption,
                           struct buf *out)
{
    if (caption->sealed.len == 0) {
        return shut_caption_plain(caption, out);
    }
    TRY(buf_grow(out, caption->sealed.len + 1));
    return shut_open(of, caption->name, caption->sealed, out);
}

/* What they say is written down anew: it was not sealed beside them. */
static enum err move_one(struct shut_captions *c, size_t i, const struct shut_of *of,
                         const struct shut_of *to_be)
{
    struct store_move_caption *moved = &c->moved[i];
    struct span empty = span_text("");
    struct vtt_problem problem;
    blob_id_new(&c->names[i]);
    *moved = (struct store_move_caption){.from = c->captions[i].name,
                                         .to = span_text(c->names[i].text),
                                         .label = empty,
                                         .vtt = empty,
                                         .text = empty};
    TRY(shut_caption_read(of, &c->captions[i], &c->plain[i]));
    if (to_be != NULL) {
        TRY(shut_seal(to_be, moved->to, buf_span(&c->plain[i]), &c->sealed[i]));
        moved->sealed = buf_span(&c->sealed[i]);
        return ERR_OK;
    }
    struct span vtt = buf_span(&c->plain[i]);
    moved->label = span_cut(&vtt, '\n');
    TRY(vtt_clean(vtt, &c->vtt[i], &c->text[i], &problem));
    moved->vtt = buf_span(&c->vtt[i]);
    moved->text = buf_span(&c->text[i]);
    return ERR_OK;
}

enum err shut_captions_move(struct store *store, int64_t video, const struct shut_of *of,
                            const struct shut_of *to_be, struct shut_captions **out_captions)
{
    AUTO(shut_captions_free) struct shut_captions *c = NULL;
    TRY(captions_new(&c));
    TRY(store_caption_all(store, video, &c->memory, c->captions, &c->count));
    for (size_t i = 0; i < c->count; i++) {
        TRY(move_one(c, i, of, to_be));
    }
    *out_captions = MOVE(c);
    return ERR_OK;
}
