/*
 * custody_drive.c: asks a custodiand of its own as edged does: over LIMIT_CHANNELS socket pairs
 * that it hands over by the control pair, through the same pool. Each line of standard input is one
 * measurement, answered by one line of numbers:
 *
 *   open THREADS FIELDS ASKS SIGNS   each thread opens FIELDS fields in each of ASKS asks, with a
 *                                    fresh session, while SIGNS sign-ins a second are begun beside
 *       -> asks, seconds, seconds of processor of custodiand's loop, of all of custodiand, the
 *          middle and the 99th percentile of a round trip in µs, sign-ins made meanwhile
 *   sign SIGNS SECONDS               sign-ins alone -> the same
 *   box FIELDS                       secretbox, FIELDS times, in this process
 *       -> fields, seconds of processor
 *
 * usage: custody-drive CUSTODIAND FOLDER
 */
#include "base_buf.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "datamap_field.h"
#include "ipc_pool.h"
#include "ipc_socket.h"
#include "wire_ask.h"
#include "wire_ctl.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    OPENERS = 4, /* as edged has quick threads; the channels that are left are for sign-ins */
    SIGNERS = LIMIT_CHANNELS - OPENERS,
    PEOPLE = OPENERS + 1,
    FIELD_BYTES = 256, /* a watch has less, a viewer's hot state more */
    WAIT_MS = 60 * 1000,
    GENERATION = 1
};

static const char password[] = "a lantern over nine rivers";

struct person {
    char handle[16];
    int64_t user;
    uint8_t token[ASK_TOKEN];
    size_t len[LIMIT_ASK_ITEMS]; /* of the sealed fields */
    uint8_t sealed[LIMIT_ASK_ITEMS][FIELD_BYTES + 64];
};

struct opener {
    pthread_t thread;
    const struct person *person;
    size_t fields;
    size_t asks;
    uint32_t *took_ns; /* of each ask */
};

struct signer {
    pthread_t thread;
    int64_t every_us; /* between two beginnings of this thread's */
    uint64_t made;
};

static struct ipc_pool *pool;
static pid_t child;
static struct person people[PEOPLE];
static atomic_bool signing;

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "custody-drive: %s\n", what);
    exit(1);
}

static void must(enum err err, const char *what)
{
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s: ", err_text(err));
        give_up(what);
    }
}

static uint64_t now_ns(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Nanoseconds on a processor of one thread of custodiand. */
static uint64_t thread_ns(pid_t thread)
{
    char path[64];
    char text[64] = "";
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/schedstat", child, thread);
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0) {
        give_up("custodiand is gone");
    }
    return strtoull(text, NULL, 10);
}

/* Of all its threads, and of those that ended. */
static uint64_t process_ns(void)
{
    clockid_t clock = 0;
    if (clock_getcpuclockid(child, &clock) != 0) {
        give_up("custodiand is gone");
    }
    return now_ns(clock);
}

static void start(const char *program, const char *folder)
{
    char data[256];
    char ledger[256];
    int ends[2] = {-1, -1};
    (void)snprintf(data, sizeof(data), "%s/custodian", folder);
    (void)snprintf(ledger, sizeof(ledger), "%s/ledger", folder);
    must(ipc_pair(ends), "a control pair");
    if (mkdir(data, 0700) != 0 || mkdir(ledger, 0755) != 0) {
        give_up("the folder could not be filled");
    }
    child = fork();
    if (child == 0) {
        char number[16];
        (void)snprintf(number, sizeof(number), "%d", dup(ends[1])); /* not close-on-exec */
        (void)execl(program, program, "--control", number, "--data", data, "--ledger", ledger,
                    "--origin", "bench.example/region", (char *)NULL);
        _exit(127);
    }
    fd_close(ends[1]);
    for (struct ctl ctl = {0}; ctl.kind != CTL_READY;) {
        AUTO(buf) struct buf frame = {.max = CTL_SIZE};
        must(ipc_recv(ends[0], &frame, NULL), "custodiand did not start");
        must(ctl_decode(buf_span(&frame), &ctl), "a control frame");
    }
    must(ipc_pool_new(LIMIT_CHANNELS, &pool), "a pool");
    for (uint8_t index = 0; index < LIMIT_CHANNELS; index++) {
        int pair[2] = {-1, -1};
        uint8_t frame[CTL_SIZE];
        struct ctl peer = {
            .kind = CTL_PEER, .role = ROLE_EDGED, .index = index, .generation = GENERATION};
        ctl_encode(&peer, frame);
        must(ipc_pair(pair), "a channel");
        must(ipc_send(ends[0], span_of(frame, sizeof(frame)), &pair[1], 1), "a channel's end");
        fd_close(pair[1]);
        must(ipc_pool_put(pool, index, pair[0]), "a channel");
    }
}

/* Sends what stands in request and reads the answer, which borrows from frame. */
static void call(uint8_t ask, uint64_t id, const struct buf *request, struct buf *frame,
                 struct ask_answer *out_answer)
{
    must(ipc_pool_call(pool, buf_span(request), WAIT_MS, frame), "a call");
    must(ask_answer_decode(ask, id, buf_span(frame), out_answer), "an answer");
    must(out_answer->err, "an ask");
}

static void sign(uint8_t ask, const char *handle, struct ask_answer *out_answer)
{
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_sign brought = {.handle = span_text(handle), .password = span_text(password)};
    if (ask == ASK_SIGN_UP) {
        brought.birth_date = span_text("1990-12-31");
    }
    uint64_t id = random_u64();
    must(ask_sign_encode(ask, id, &brought, &request), "a sign-in");
    call(ask, id, &request, &frame, out_answer);
}

static void sign_in(struct person *person)
{
    struct ask_answer answer = {0};
    sign(ASK_SIGN_IN, person->handle, &answer);
    memcpy(person->token, answer.token, sizeof(person->token));
}

static void sign_up(struct person *person, size_t number)
{
    struct ask_answer answer = {0};
    (void)snprintf(person->handle, sizeof(person->handle), "bench%zu", number);
    sign(ASK_SIGN_UP, person->handle, &answer);
    person->user = answer.person.user;
    memcpy(person->token, answer.token, sizeof(person->token));
}

static void seal(struct person *person)
{
    static const uint8_t plain[FIELD_BYTES];
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_items body = {.count = LIMIT_ASK_ITEMS};
    struct ask_answer answer = {0};
    memcpy(body.token, person->token, sizeof(body.token));
    for (size_t i = 0; i < LIMIT_ASK_ITEMS; i++) {
        body.items[i] = (struct ask_item){FIELD_WATCH, span_of(plain, sizeof(plain))};
    }
    uint64_t id = random_u64();
    must(ask_items_encode(ASK_SEAL, id, &body, &request), "fields to seal");
    call(ASK_SEAL, id, &request, &frame, &answer);
    for (size_t i = 0; i < LIMIT_ASK_ITEMS; i++) {
        struct span sealed = answer.items[i].bytes;
        if (sealed.len > sizeof(person->sealed[i])) {
            give_up("a sealed field is longer than it may be");
        }
        memcpy(person->sealed[i], sealed.ptr, sealed.len);
        person->len[i] = sealed.len;
    }
}

static void open_once(const struct opener *o, struct buf *request, struct buf *frame)
{
    struct ask_items body = {.subject = o->person->user, .count = (uint8_t)o->fields};
    struct ask_answer answer = {0};
    memcpy(body.token, o->person->token, sizeof(body.token));
    for (size_t i = 0; i < o->fields; i++) {
        body.items[i] =
            (struct ask_item){FIELD_WATCH, span_of(o->person->sealed[i], o->person->len[i])};
    }
    uint64_t id = random_u64();
    buf_clear(request);
    buf_clear(frame);
    must(ask_items_encode(ASK_OPEN, id, &body, request), "fields to open");
    call(ASK_OPEN, id, request, frame, &answer);
    if (answer.count != o->fields || answer.items[0].bytes.len != FIELD_BYTES) {
        give_up("not what was sealed");
    }
}

static void *run_opener(void *argument)
{
    struct opener *o = argument;
    AUTO(buf) struct buf request = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    for (size_t i = 0; i < o->asks; i++) {
        uint64_t before_ns = now_ns(CLOCK_MONOTONIC);
        open_once(o, &request, &frame);
        o->took_ns[i] = (uint32_t)(now_ns(CLOCK_MONOTONIC) - before_ns);
    }
    return NULL;
}

/* Sign-ins at their times; one that is late is begun at once, and none is made up for. */
static void *run_signer(void *argument)
{
    struct signer *s = argument;
    int64_t next_us = (int64_t)(now_ns(CLOCK_MONOTONIC) / 1000);
    while (atomic_load(&signing)) {
        int64_t now_us = (int64_t)(now_ns(CLOCK_MONOTONIC) / 1000);
        if (now_us < next_us) {
            (void)usleep((useconds_t)(next_us - now_us < 20000 ? next_us - now_us : 20000));
            continue;
        }
        next_us = next_us + s->every_us < now_us ? now_us : next_us + s->every_us;
        struct ask_answer answer = {0};
        sign(ASK_SIGN_IN, people[PEOPLE - 1].handle, &answer);
        s->made++;
    }
    return NULL;
}

static void signers_start(struct signer signers[SIGNERS], size_t a_second)
{
    atomic_store(&signing, a_second > 0);
    for (size_t i = 0; i < SIGNERS && a_second > 0; i++) {
        signers[i] = (struct signer){.every_us = (int64_t)(1000000 * SIGNERS / a_second)};
        if (pthread_create(&signers[i].thread, NULL, run_signer, &signers[i]) != 0) {
            give_up("a thread");
        }
    }
}

static uint64_t signers_end(struct signer signers[SIGNERS])
{
    uint64_t made = 0;
    bool ran = atomic_exchange(&signing, false);
    for (size_t i = 0; i < SIGNERS && ran; i++) {
        (void)pthread_join(signers[i].thread, NULL);
        made += signers[i].made;
    }
    return made;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

struct spent {
    uint64_t wall_ns;
    uint64_t loop_ns;
    uint64_t all_ns;
};

static struct spent spent_now(void)
{
    return (struct spent){now_ns(CLOCK_MONOTONIC), thread_ns(child), process_ns()};
}

static void say(const struct spent *from, const struct spent *to, size_t asks, uint32_t *took_ns,
                uint64_t made)
{
    if (asks > 0) {
        qsort(took_ns, asks, sizeof(*took_ns), by_size);
    }
    (void)printf("%zu %.6f %.6f %.6f %.2f %.2f %" PRIu64 "\n", asks,
                 (double)(to->wall_ns - from->wall_ns) / 1e9,
                 (double)(to->loop_ns - from->loop_ns) / 1e9,
                 (double)(to->all_ns - from->all_ns) / 1e9, asks == 0 ? 0 : took_ns[asks / 2] / 1e3,
                 asks == 0 ? 0 : took_ns[asks * 99 / 100] / 1e3, made);
}

static void measure_open(size_t threads, size_t fields, size_t asks, size_t signs)
{
    struct opener openers[OPENERS] = {0};
    struct signer signers[SIGNERS] = {0};
    if (threads == 0 || threads > OPENERS || fields == 0 || fields > LIMIT_ASK_ITEMS || asks == 0 ||
        asks * fields > LIMIT_OPENS_PER_SESSION) {
        give_up("threads, fields or asks are out of range");
    }
    uint32_t *took_ns = calloc(threads * asks, sizeof(*took_ns));
    if (took_ns == NULL) {
        give_up("out of memory");
    }
    for (size_t i = 0; i < threads; i++) {
        sign_in(&people[i]);
        openers[i] = (struct opener){
            .person = &people[i], .fields = fields, .asks = asks, .took_ns = took_ns + i * asks};
    }
    signers_start(signers, signs);
    struct spent from = spent_now();
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&openers[i].thread, NULL, run_opener, &openers[i]) != 0) {
            give_up("a thread");
        }
    }
    for (size_t i = 0; i < threads; i++) {
        (void)pthread_join(openers[i].thread, NULL);
    }
    struct spent opened = spent_now();
    uint64_t made = signers_end(signers);
    say(&from, &opened, threads * asks, took_ns, made);
    free(took_ns);
}

static void measure_sign(size_t a_second, size_t seconds)
{
    struct signer signers[SIGNERS] = {0};
    struct spent from = spent_now();
    signers_start(signers, a_second);
    (void)sleep((unsigned)seconds);
    uint64_t made = signers_end(signers);
    struct spent to = spent_now();
    say(&from, &to, 0, NULL, made);
}

static void measure_box(size_t fields)
{
    uint8_t key[crypto_secretbox_KEYBYTES];
    uint8_t nonce[crypto_secretbox_NONCEBYTES] = {0};
    uint8_t plain[FIELD_BYTES] = {0};
    uint8_t sealed[FIELD_BYTES + crypto_secretbox_MACBYTES];
    crypto_secretbox_keygen(key);
    (void)crypto_secretbox_easy(sealed, plain, sizeof(plain), nonce, key);
    uint64_t before_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; i < fields; i++) {
        if (crypto_secretbox_open_easy(plain, sealed, sizeof(sealed), nonce, key) != 0) {
            give_up("a box did not open");
        }
    }
    (void)printf("%zu %.6f\n", fields, (double)(now_ns(CLOCK_THREAD_CPUTIME_ID) - before_ns) / 1e9);
}

static void obey(const char *line)
{
    size_t a = 0;
    size_t b = 0;
    size_t c = 0;
    size_t d = 0;
    if (sscanf(line, "open %zu %zu %zu %zu", &a, &b, &c, &d) == 4) {
        measure_open(a, b, c, d);
    } else if (sscanf(line, "sign %zu %zu", &a, &b) == 2 && a > 0) {
        measure_sign(a, b);
    } else if (sscanf(line, "box %zu", &a) == 1) {
        measure_box(a);
    } else {
        give_up("a line that says nothing");
    }
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    char line[128];
    if (argc != 3 || sodium_init() < 0) {
        give_up("usage: custody-drive CUSTODIAND FOLDER");
    }
    start(argv[1], argv[2]);
    for (size_t i = 0; i < PEOPLE; i++) {
        sign_up(&people[i], i);
        seal(&people[i]);
    }
    while (fgets(line, sizeof(line), stdin) != NULL) {
        obey(line);
    }
    ipc_pool_free(pool);
    (void)kill(child, SIGTERM);
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
