/*
 * feed_sim.c: a region that is made up, with the feed's own library in it: viewers with hidden
 * tastes, creators of differing quality, new videos each hour, noise, and one policy that decides
 * what is shown. Prints what came of it, a line for each number: SCENARIO POLICY SEED NAME VALUE.
 * What is measured is known only here, and to the oracle: how satisfied a viewer is with a video.
 *
 * Usage: feed-sim SCENARIO POLICY FIRST_SEED SEEDS [MODEL_FIELD=NUMBER...]
 */
#include "feed_counted.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VIEWERS = 500,
    CREATORS = 72, /* the last NEWCOMERS of them join on NEWCOMER_DAY */
    NEWCOMERS = 12,
    NEWCOMER_DAY = 3,
    DAYS = 8,
    MEASURED_DAY = 3, /* what is before it is for learning */
    CHANGE_DAY = 5,   /* of drift, and when cold viewers come */
    OLD_VIDEOS = 500,
    VIDEOS_MAX = 1200,
    TOPICS_MAX = 24,
    NOISE_TAGS = 8,
    PAGE = 10,
    SESSION_MAX = 60,
    FIRST_VIEWS = 100,
    ATTACKER = VIEWERS, /* one more account */
    ATTACKED = 0,       /* the creator that it pushes, made the worst of all */
    HOUR_MS = 3600000
};
static const int64_t START_MS = INT64_C(1790000000000);

enum policy { OURS, NEWEST, POPULAR, RANDOM, ORACLE, POLICIES };
static const char *const policy_names[] = {"ours", "newest", "popular", "random", "oracle"};

struct scenario {
    const char *name;
    int topics;
    double bait; /* how much a hook holds without satisfying */
    double noise;
    bool cold;        /* half of the viewers come late, and only they are measured */
    bool drift;       /* each viewer's tastes change */
    bool attack;      /* one account watches one creator's videos over and over */
    bool each_counts; /* every watch counts, as it must not */
};
static const struct scenario scenarios[] = {
    {"usual", 12, 0.3, 0.10, false, false, false, false},
    {"cold", 12, 0.3, 0.10, true, false, false, false},
    {"drift", 12, 0.3, 0.10, false, true, false, false},
    {"attack", 12, 0.3, 0.10, false, false, true, false},
    {"attack-each", 12, 0.3, 0.10, false, false, true, true},
    {"bait", 24, 0.9, 0.15, false, false, false, false},
};

struct creator {
    double quality;
    int topic;
};

struct video {
    int creator;
    int topic;
    double quality;
    double bait;
    int64_t shown;    /* to anybody, attackers aside */
    int64_t first_ms; /* when it had FIRST_VIEWS; 0: not yet */
};

struct viewer {
    struct feed_state state;
    double likes[TOPICS_MAX];
    int64_t followed[CREATORS + 1];
    size_t followed_count;
    bool late;
    uint8_t has_seen[VIDEOS_MAX];
};

struct world {
    const struct scenario *scenario;
    enum policy policy;
    struct feed_model model;
    uint64_t random;
    int64_t now_ms;
    int day;
    int video_count;
    struct creator creators[CREATORS];
    struct video videos[VIDEOS_MAX];
    struct feed_row rows[VIDEOS_MAX];
    struct feed_counted counted; /* of rows */
    struct feed_prior prior;
    struct viewer *viewers;
    int trending[VIDEOS_MAX];
    int trending_count;
    const struct feed_row *sources[FEED_SOURCES][LIMIT_FEED_ROWS];
    /* What is measured. */
    double satisfied_s;
    int64_t sessions;
    int64_t views;
    int64_t attacked_views;
    int64_t creator_views[CREATORS];
};

static double chance(struct world *w)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (double)(w->random >> 11) / 9007199254740992.0;
}

static int pick(struct world *w, int below)
{
    return (int)(chance(w) * below);
}

static double bounded(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* ---- the world */

static void publish(struct world *w, int creator, int64_t at_ms)
{
    struct video *video = &w->videos[w->video_count];
    struct feed_row *row = &w->rows[w->video_count];
    const struct creator *by = &w->creators[creator];
    char title[64];
    if (w->video_count == VIDEOS_MAX) {
        abort();
    }
    video->creator = creator;
    video->topic = chance(w) < 0.8 ? by->topic : pick(w, w->scenario->topics);
    video->quality = bounded(by->quality + (chance(w) - 0.5) * 0.4);
    video->bait = chance(w) * w->scenario->bait;
    int noise = pick(w, NOISE_TAGS);
    (void)snprintf(title, sizeof(title), "#topic%d #noise%d", video->topic, noise);
    int64_t length_ms = 5000 + (int64_t)(55000 * chance(w) * chance(w));
    int64_t number = counted_number(at_ms, w->video_count + 1);
    *row = (struct feed_row){.person = creator + 1, .published_ms = at_ms, .visible = true};
    row->facts = feed_facts_of(number, creator + 1, length_ms, span_text(title));
    w->video_count++;
}

static void draw_tastes(struct world *w, struct viewer *viewer)
{
    for (int i = 0; i < w->scenario->topics; i++) {
        viewer->likes[i] = 0.35 * chance(w);
    }
    for (int i = 0; i < 3; i++) {
        viewer->likes[pick(w, w->scenario->topics)] = 0.75 + 0.25 * chance(w);
    }
}

static void begin(struct world *w, uint64_t seed)
{
    w->random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    for (int i = 0; i < 20; i++) {
        (void)chance(w);
    }
    w->now_ms = START_MS;
    for (int i = 0; i < CREATORS; i++) {
        double drawn = (chance(w) + chance(w) + chance(w)) / 3;
        w->creators[i] = (struct creator){drawn, pick(w, w->scenario->topics)};
    }
    w->creators[ATTACKED].quality = 0.05;
    for (int i = 0; i < OLD_VIDEOS; i++) {
        publish(w, pick(w, CREATORS - NEWCOMERS),
                START_MS - (int64_t)(OLD_VIDEOS - i) * 14 * 24 * HOUR_MS / OLD_VIDEOS);
    }
    for (int i = 0; i <= VIEWERS; i++) {
        draw_tastes(w, &w->viewers[i]);
        w->viewers[i].late = w->scenario->cold && i % 2 == 0;
    }
    feed_prior_of(w->counted.totals, &w->prior);
}

/* Hidden: how satisfied this viewer is with this video; the same whenever it is asked. */
static double satisfaction(const struct world *w, int viewer, int video)
{
    const struct video *v = &w->videos[video];
    uint64_t mixed = ((uint64_t)viewer << 20 ^ (uint64_t)video) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    double own = (double)(mixed >> 40) / 16777216.0 - 0.5;
    double likes = w->viewers[viewer].likes[v->topic];
    return bounded(0.65 * likes + 0.45 * v->quality * (0.4 + likes) - 0.05 +
                   2 * own * w->scenario->noise);
}

static uint32_t watched_of(struct world *w, double satisfied, const struct video *v,
                           int64_t length_ms)
{
    double middle_s = 2 + 34 * satisfied * sqrt(satisfied) + 9 * v->bait * (1 - satisfied);
    double watched_s = middle_s * sqrt(-log(1 - chance(w)));
    int64_t watched_ms = (int64_t)(watched_s * 1000);
    return (uint32_t)(watched_ms < length_ms ? watched_ms : length_ms);
}

/* ---- what the app does with it */

static int64_t new_number(struct world *w)
{
    return counted_number(w->now_ms, pick(w, 1 << 20));
}

static void act(struct world *w, struct viewer *viewer, uint8_t what, int video)
{
    struct feed_delta delta = {.number = new_number(w), .what = what, .count = 1};
    delta.watches[0] = (struct feed_watch){w->rows[video].facts.video, w->now_ms, 0};
    counted_fold(&w->counted, &viewer->state, &delta, &video);
}

static void follow(struct viewer *viewer, int64_t person)
{
    size_t at = viewer->followed_count;
    if (feed_ids_has(&(struct feed_ids){viewer->followed, at}, person)) {
        return;
    }
    while (at > 0 && viewer->followed[at - 1] > person) {
        viewer->followed[at] = viewer->followed[at - 1];
        at--;
    }
    viewer->followed[at] = person;
    viewer->followed_count++;
}

/* ---- policies */

static void add_row(struct world *w, struct feed_request *request, enum feed_source source,
                    int video)
{
    struct feed_rows *rows = &request->sources[source];
    if (rows->count < LIMIT_FEED_ROWS) {
        w->sources[source][rows->count++] = &w->rows[video];
    }
}

/* The newest with one of the heaviest keys of the viewer's taste, and by whom they follow. */
static void add_similar(struct world *w, const struct viewer *viewer, struct feed_request *request)
{
    enum { KEYS = 8, EACH = 25 };
    const struct feed_hot *hot = &viewer->state.hot;
    uint64_t keys[KEYS] = {0};
    int32_t weights[KEYS] = {0};
    int found[KEYS] = {0};
    for (size_t i = 0; i < hot->taste_count; i++) {
        size_t at = KEYS;
        while (at > 0 && hot->tastes[i].weight > weights[at - 1]) {
            at--;
        }
        for (size_t k = KEYS - 1; k > at; k--) {
            keys[k] = keys[k - 1];
            weights[k] = weights[k - 1];
        }
        if (at < KEYS) {
            keys[at] = hot->tastes[i].key;
            weights[at] = hot->tastes[i].weight;
        }
    }
    for (int video = w->video_count - 1; video >= 0; video--) {
        const struct feed_facts *facts = &w->rows[video].facts;
        for (size_t k = 0; k < KEYS && weights[k] > 0; k++) {
            bool has = facts->keys[0] == keys[k] || facts->keys[1] == keys[k];
            if (has && found[k] < EACH && viewer->has_seen[video] == 0) {
                found[k]++;
                add_row(w, request, FEED_SIMILAR, video);
            }
        }
        if (request->sources[FEED_FOLLOWING].count < 40 &&
            feed_ids_has(&request->view.followed, w->rows[video].person)) {
            add_row(w, request, FEED_FOLLOWING, video);
        }
    }
}

static size_t page_ours(struct world *w, int number, int *out)
{
    struct viewer *viewer = &w->viewers[number];
    AUTO(arena) struct arena scratch = {.max = LIMIT_FEED_SCRATCH};
    struct feed_page page;
    struct feed_request request = {.view = {&w->model,
                                            &w->prior,
                                            &viewer->state,
                                            {viewer->followed, viewer->followed_count},
                                            w->now_ms},
                                   .whole = true,
                                   .seed = (uint64_t)pick(w, 1 << 30),
                                   .wanted = PAGE};
    for (size_t i = 0; i < FEED_SOURCES; i++) {
        request.sources[i].rows = w->sources[i];
    }
    add_similar(w, viewer, &request);
    for (int i = 0; i < 60 && i < w->video_count; i++) {
        add_row(w, &request, FEED_FRESH, w->video_count - 1 - i);
        add_row(w, &request, FEED_EXPLORING, pick(w, w->video_count));
    }
    for (int i = 0; i < 80 && i < w->trending_count; i++) {
        add_row(w, &request, FEED_TRENDING, w->trending[i]);
    }
    if (feed_page_make(&request, &scratch, &page) != ERR_OK || page.kind != FEED_PAGE_NEW) {
        abort();
    }
    for (size_t i = 0; i < page.count; i++) {
        int video = 0;
        while (w->rows[video].facts.video != page.items[i].row->facts.video) {
            video++;
        }
        out[i] = video;
    }
    return page.count;
}

/* By a value that is the higher the better. */
static size_t page_best(struct world *w, int number, double (*value)(struct world *, int, int),
                        int *out)
{
    double values[PAGE];
    size_t count = 0;
    for (int video = 0; video < w->video_count; video++) {
        if (w->viewers[number].has_seen[video] != 0) {
            continue;
        }
        double worth = value(w, number, video);
        size_t at = count;
        while (at > 0 && worth > values[at - 1]) {
            at--;
        }
        count += count < PAGE;
        for (size_t k = count - 1; k > at && k < PAGE; k--) {
            values[k] = values[k - 1];
            out[k] = out[k - 1];
        }
        if (at < PAGE) {
            values[at] = worth;
            out[at] = video;
        }
    }
    return count;
}

static double by_time(struct world *w, int viewer, int video)
{
    (void)viewer;
    return (double)w->rows[video].published_ms;
}

static double by_watches(struct world *w, int viewer, int video)
{
    (void)viewer;
    return (double)w->rows[video].counts.watches;
}

static double by_chance(struct world *w, int viewer, int video)
{
    (void)viewer;
    (void)video;
    return chance(w);
}

static double by_satisfaction(struct world *w, int viewer, int video)
{
    return satisfaction(w, viewer, video);
}

static size_t page_of(struct world *w, int viewer, int *out)
{
    switch (w->policy) {
    case NEWEST:
        return page_best(w, viewer, by_time, out);
    case POPULAR:
        return page_best(w, viewer, by_watches, out);
    case RANDOM:
        return page_best(w, viewer, by_chance, out);
    case ORACLE:
        return page_best(w, viewer, by_satisfaction, out);
    case OURS:
    case POLICIES:
    default:
        return page_ours(w, viewer, out);
    }
}

/* ---- time goes by */

static void count_view(struct world *w, const struct viewer *viewer, int video, double satisfied_s)
{
    struct video *v = &w->videos[video];
    v->shown++;
    if (v->shown == FIRST_VIEWS) {
        v->first_ms = w->now_ms;
    }
    bool measured = w->scenario->cold ? viewer->late : true;
    int from = w->scenario->drift ? CHANGE_DAY : MEASURED_DAY;
    if (measured && w->day >= from) {
        w->satisfied_s += satisfied_s;
        w->views++;
        w->attacked_views += v->creator == ATTACKED;
        w->creator_views[v->creator]++;
    }
}

/* One page, and what the viewer did with it; whether they stay. */
static bool watch_page(struct world *w, int number, int *watched_count)
{
    struct viewer *viewer = &w->viewers[number];
    int page[PAGE];
    size_t count = page_of(w, number, page);
    struct feed_delta delta = {.number = new_number(w), .what = FEED_WATCHES};
    bool stays = count > 0;
    for (size_t i = 0; i < count && stays; i++) {
        int video = page[i];
        double satisfied = satisfaction(w, number, video);
        uint32_t watched_ms =
            watched_of(w, satisfied, &w->videos[video], w->rows[video].facts.length_ms);
        w->now_ms += watched_ms / 50; /* many watch at a time */
        viewer->has_seen[video] = 1;
        delta.watches[delta.count++] =
            (struct feed_watch){w->rows[video].facts.video, w->now_ms, watched_ms};
        count_view(w, viewer, video, watched_ms * satisfied / 1000);
        if (chance(w) < 0.3 * pow(satisfied, 4)) {
            act(w, viewer, FEED_LIKE, video);
            if (chance(w) < 0.3) {
                follow(viewer, w->rows[video].person);
            }
        } else if (chance(w) < 0.08 * pow(1 - satisfied, 4)) {
            act(w, viewer, FEED_NOT_INTERESTED, video);
        }
        ++*watched_count;
        stays = *watched_count < SESSION_MAX &&
                chance(w) > 0.01 + 0.10 * (1 - satisfied) * (1 - satisfied);
    }
    if (delta.count > 0) {
        counted_fold(&w->counted, &viewer->state, &delta, page);
    }
    return stays;
}

static void session(struct world *w, int number)
{
    const struct viewer *viewer = &w->viewers[number];
    int watched = 0;
    while (watch_page(w, number, &watched)) {
    }
    int from = w->scenario->drift ? CHANGE_DAY : MEASURED_DAY;
    if ((!w->scenario->cold || viewer->late) && w->day >= from) {
        w->sessions++;
    }
}

static void attack(struct world *w)
{
    for (int video = 0; video < w->video_count; video++) {
        struct feed_delta delta = {.number = new_number(w), .what = FEED_WATCHES, .count = 20};
        int videos[FEED_WATCHES_MAX];
        if (w->videos[video].creator != ATTACKED) {
            continue;
        }
        for (size_t i = 0; i < delta.count; i++) {
            videos[i] = video;
            delta.watches[i] = (struct feed_watch){w->rows[video].facts.video, w->now_ms,
                                                   (uint32_t)w->rows[video].facts.length_ms};
        }
        counted_fold(&w->counted, &w->viewers[ATTACKER].state, &delta, videos);
        act(w, &w->viewers[ATTACKER], FEED_LIKE, video);
    }
}

/* Watched much for their age, of the last three days. */
static void find_trending(struct world *w)
{
    double values[VIDEOS_MAX];
    w->trending_count = 0;
    for (int video = 0; video < w->video_count; video++) {
        double age_h = (double)(w->now_ms - w->rows[video].published_ms) / HOUR_MS;
        double worth = (double)w->rows[video].counts.shares / (age_h + 12);
        if (age_h > 72) {
            continue;
        }
        int at = w->trending_count++;
        while (at > 0 && worth > values[at - 1]) {
            values[at] = values[at - 1];
            w->trending[at] = w->trending[at - 1];
            at--;
        }
        values[at] = worth;
        w->trending[at] = video;
    }
}

static void hour(struct world *w, int number)
{
    w->day = number / 24;
    w->now_ms = START_MS + (int64_t)number * HOUR_MS;
    for (int i = 0; i < CREATORS; i++) {
        bool there = i < CREATORS - NEWCOMERS || w->day >= NEWCOMER_DAY;
        if (there && chance(w) < 0.3 / 24) {
            publish(w, i, w->now_ms);
        }
    }
    find_trending(w);
    feed_prior_of(w->counted.totals, &w->prior);
    if (w->scenario->drift && number == CHANGE_DAY * 24) {
        for (int i = 0; i < VIEWERS; i++) {
            draw_tastes(w, &w->viewers[i]);
        }
    }
    if (w->scenario->attack) {
        attack(w);
    }
    for (int i = 0; i < VIEWERS; i++) {
        bool there = !w->viewers[i].late || w->day >= CHANGE_DAY;
        if (chance(w) < 0.9 / 24 && there) {
            session(w, i);
        }
    }
}

/* ---- what came of it */

static void say(const struct world *w, uint64_t seed, const char *name, double value)
{
    (void)printf("%s %s %llu %s %.6f\n", w->scenario->name, policy_names[w->policy],
                 (unsigned long long)seed, name, value);
}

/* Hours until FIRST_VIEWS, of newcomers' videos that had 72 hours; the rest count as 72. */
static void say_first_views(const struct world *w, uint64_t seed)
{
    enum { HOURS = 72 };
    double sum_h = 0;
    int count = 0;
    for (int i = 0; i < w->video_count; i++) {
        int64_t from_ms = w->rows[i].published_ms;
        if (w->videos[i].creator < CREATORS - NEWCOMERS ||
            from_ms + (int64_t)HOURS * HOUR_MS > w->now_ms) {
            continue;
        }
        double took_h = (double)(w->videos[i].first_ms - from_ms) / HOUR_MS;
        sum_h += w->videos[i].first_ms == 0 || took_h > HOURS ? HOURS : took_h;
        count++;
    }
    if (count > 0) {
        say(w, seed, "first-views-h", sum_h / count);
    }
}

static void say_all(const struct world *w, uint64_t seed)
{
    int reached = 0;
    for (int i = 0; i < CREATORS; i++) {
        reached += w->creator_views[i] * CREATORS * 4 >= w->views;
    }
    say(w, seed, "satisfied-s", w->satisfied_s / (double)w->sessions);
    say(w, seed, "views", (double)w->views / (double)w->sessions);
    say(w, seed, "creators", (double)reached / CREATORS);
    say(w, seed, "attacked", (double)w->attacked_views / (double)w->views);
    say_first_views(w, seed);
}

static bool set_field(struct feed_model *model, const char *text)
{
    static const char *const names[] = {
        "sure",         "sure_acts",    "holds",     "finished",    "liked",     "unwanted",
        "creator",      "creator_half", "tags",      "tags_half",   "followed",  "fresh",
        "fresh_half_h", "unsure",       "new_share", "new_watches", "new_hours", "chance_share"};
    _Static_assert(sizeof(names) / sizeof(names[0]) == sizeof(*model) / sizeof(int32_t),
                   "every field has a name");
    const char *equals = strchr(text, '=');
    int32_t fields[sizeof(names) / sizeof(names[0])];
    memcpy(fields, model, sizeof(fields));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && equals != NULL; i++) {
        if (strncmp(names[i], text, (size_t)(equals - text)) == 0 &&
            names[i][equals - text] == '\0') {
            fields[i] = (int32_t)strtol(equals + 1, NULL, 10);
            memcpy(model, fields, sizeof(fields));
            return true;
        }
    }
    return false;
}

static int run(const struct scenario *scenario, enum policy policy, const struct feed_model *model,
               uint64_t seed)
{
    struct world *w = calloc(1, sizeof(*w));
    if (w == NULL || (w->viewers = calloc(VIEWERS + 1, sizeof(*w->viewers))) == NULL) {
        free(w);
        return 1;
    }
    w->scenario = scenario;
    w->policy = policy;
    w->model = *model;
    w->counted.rows = w->rows;
    w->counted.each_counts = scenario->each_counts;
    begin(w, seed);
    for (int number = 0; number < DAYS * 24; number++) {
        hour(w, number);
    }
    say_all(w, seed);
    for (int i = 0; i <= VIEWERS; i++) {
        feed_state_done(&w->viewers[i].state);
    }
    free(w->viewers);
    free(w);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario *scenario = NULL;
    enum policy policy = POLICIES;
    struct feed_model model = feed_model_1;
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]) && argc >= 5; i++) {
        scenario = strcmp(scenarios[i].name, argv[1]) == 0 ? &scenarios[i] : scenario;
    }
    for (enum policy i = 0; i < POLICIES && argc >= 5; i++) {
        policy = strcmp(policy_names[i], argv[2]) == 0 ? i : policy;
    }
    bool right = scenario != NULL && policy != POLICIES;
    for (int i = 5; i < argc && right; i++) {
        right = set_field(&model, argv[i]);
    }
    if (!right) {
        (void)fprintf(stderr, "Usage: feed-sim SCENARIO POLICY FIRST_SEED SEEDS [FIELD=N...]\n");
        return 2;
    }
    uint64_t first = strtoull(argv[3], NULL, 10);
    uint64_t count = strtoull(argv[4], NULL, 10);
    for (uint64_t seed = first; seed < first + count; seed++) {
        if (run(scenario, policy, &model, seed) != 0) {
            return 1;
        }
    }
    return 0;
}
