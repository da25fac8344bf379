/*
 * store_search.h: videos, people and hashtags by words. What is found has every word that is asked
 * for (base_word.h; the first LIMIT_SEARCH_WORDS); of the last one, the beginning is enough, as it
 * is being typed. Only what everybody may see is found.
 *
 * The best come first: by BM25, as the engine's full-text index reckons it, a word of a title or a
 * handle being worth four of captions or a name; then by how many like and watched a video and how
 * new it is. Of more than LIMIT_SEARCH_ROWS that have all words, the newest are looked at; of
 * these, the LIMIT_SEARCH_TOP best by their words are ranked.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base_arena.h"
#include "base_tag.h"
#include "store.h"
#include "store_video.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct store_search {
    struct span text;     /* well-formed UTF-8, whatever it is */
    size_t from;          /* how many of the best to pass over */
    size_t max;           /* and how many to give */
    int64_t now_ms;       /* since 1970 */
    struct arena *memory; /* takes 8 KiB of it */
};

/* A person as they are found. */
struct store_found_person {
    int64_t id;
    char handle[LIMIT_HANDLE + 1];
    char name[STORE_PERSON_NAME + 1]; /* empty: none was given */
    char avatar[STORE_BLOB_ID + 1];   /* the name of their picture; empty: none */
};

struct store_found_tag {
    struct tag tag;
    int64_t videos; /* that everybody may see */
};

/*
 * store_search_merge: words that were dropped from an index are found no more, but stay in its
 * parts on the disk until these are merged. This does it, if there are any, in bounded writes, and
 * each LIMIT_SEARCH_MERGES-th time in one; it costs as much as the index is large. store_tidy must
 * follow. *out_any: there were some. ERR_GONE: `stop` has become true.
 */
MUST_USE enum err store_search_merge(struct store *s, const atomic_bool *stop, bool *out_any);

/* Each gives up to max, and *out_more, whether others follow. ERR_NOMEM. */
MUST_USE enum err store_search_videos(struct store *s, const struct store_search *search,
                                      struct store_video *out_videos, size_t *out_count,
                                      bool *out_more);
MUST_USE enum err store_search_people(struct store *s, const struct store_search *search,
                                      struct store_found_person *out_people, size_t *out_count,
                                      bool *out_more);

/* store_search_tags: those that begin with what is asked for, with or without its #; the one that
 * most videos have first. */
MUST_USE enum err store_search_tags(struct store *s, const struct store_search *search,
                                    struct store_found_tag *out_tags, size_t *out_count,
                                    bool *out_more);

/* store_tags_lately: those of the LIMIT_LATELY newest videos that everybody may see, the one that
 * most people used first; with how many of these videos have it. */
MUST_USE enum err store_tags_lately(struct store *s, size_t max, struct store_found_tag *out_tags,
                                    size_t *out_count);

/* store_tag_count: how many videos with it everybody may see. store_tag_videos: those, newest
 * first, as store_video_newest has them. */
MUST_USE enum err store_tag_count(struct store *s, const struct tag *tag, int64_t *out_count);
MUST_USE enum err store_tag_videos(struct store *s, const struct tag *tag, struct store_place after,
                                   size_t max, struct store_video *out_videos, size_t *out_count);

#endif
