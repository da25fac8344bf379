/*
 * mutate_media.c: small clips of every kind, damaged in many ways, given to media_transcode; what
 * must hold is in fuzz/fuzz_media.c. The same numbers on every run. Usage:
 *
 *   mutate_media FOLDER COUNT [FIRST]    COUNT damaged clips, from number FIRST on (0)
 *
 * A crash, or a clip that takes too long, ends it, and its number is said: give it as FIRST with a
 * COUNT of 1 to see it again.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    CLIPS_MAX = 64,
    CLIP_MAX = 256 * 1024,
    EDITS_MAX = 24,
    PIECE_MAX = 64,
    BOUND_S =
        120 /* of processor time, for one clip: three minutes of pictures are encoded faster */
};

struct clip {
    char name[64];
    size_t len;
    uint8_t *bytes;
};

static struct clip clips[CLIPS_MAX];
static size_t clip_count;

static char words[96]; /* ready for a signal's handler */
static size_t words_len;

static uint64_t dice;

static uint64_t roll(uint64_t sides)
{
    /* splitmix64: any seed will do, and neighbours have nothing in common. */
    dice += 0x9e3779b97f4a7c15u;
    uint64_t z = dice;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % sides;
}

static void say_and_end(int number)
{
    (void)!write(STDERR_FILENO, words, words_len);
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static int load(const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return -1;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL && clip_count < CLIPS_MAX;) {
        struct clip *clip = &clips[clip_count];
        struct stat status;
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
            status.st_size > CLIP_MAX) {
            (void)(fd >= 0 && close(fd));
            continue;
        }
        clip->len = (size_t)status.st_size;
        clip->bytes = malloc(clip->len + 1);
        if (clip->bytes == NULL || read(fd, clip->bytes, clip->len) != status.st_size) {
            abort();
        }
        (void)snprintf(clip->name, sizeof(clip->name), "%.63s", entry->d_name);
        (void)close(fd);
        clip_count++;
    }
    (void)closedir(dir);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct clip *)a)->name, ((const struct clip *)b)->name);
}

/* Numbers at which things go wrong, big-endian and little-endian. */
static void put_number(uint8_t *at)
{
    static const uint32_t numbers[] = {0,          1,          2,       0x7f,       0xff,
                                       0x7fff,     0xffff,     0x10000, 0x7fffffff, 0x80000000,
                                       0xffffffff, 0xfffffff0, 60000,   1000000};
    uint32_t number = numbers[roll(sizeof(numbers) / sizeof(*numbers))];
    bool little = roll(2) == 0;
    for (int i = 0; i < 4; i++) {
        at[little ? i : 3 - i] = (uint8_t)(number >> (8 * i));
    }
}

/* Most edits hit the first bytes, where the headers are, as often as all others. */
static size_t place(size_t len)
{
    size_t head = len < 2048 ? len : 2048;
    return (size_t)(roll(2) == 0 ? roll(head) : roll(len));
}

static void edit(uint8_t *bytes, size_t *len)
{
    size_t at = place(*len);
    size_t left = *len - at;
    size_t from = place(*len);
    size_t most = left < *len - from ? left : *len - from;
    size_t piece = 1 + (size_t)roll(most < PIECE_MAX ? most : PIECE_MAX);
    switch (roll(7)) {
    case 0:
        bytes[at] ^= (uint8_t)(1u << roll(8));
        break;
    case 1:
        bytes[at] = (uint8_t)roll(256);
        break;
    case 2:
        if (left >= 4) {
            put_number(bytes + at);
        }
        break;
    case 3:
        memmove(bytes + at, bytes + from, piece);
        break;
    case 4: /* taken out */
        memmove(bytes + at, bytes + at + piece, left - piece);
        *len -= left > piece ? piece : 0;
        break;
    case 5:
        memset(bytes + at, (int)roll(2) * 0xff, piece);
        break;
    default:
        if (roll(8) == 0) {
            *len = at + 1;
        }
        break;
    }
}

static void run_one(uint64_t number)
{
    dice = number * 0x2545f4914f6cdd1du + 1;
    const struct clip *clip = &clips[roll(clip_count)];
    size_t len = clip->len;
    uint8_t *bytes = malloc(len + 1);
    if (bytes == NULL) {
        abort();
    }
    memcpy(bytes, clip->bytes, len);
    for (uint64_t edits = 1 + roll(roll(3) == 0 ? EDITS_MAX : 4); edits > 0; edits--) {
        edit(bytes, &len);
    }
    words_len = (size_t)snprintf(words, sizeof(words), "mutate_media: number %llu, of %s\n",
                                 (unsigned long long)number, clip->name);
    struct itimerval bound = {.it_value.tv_sec = BOUND_S};
    (void)setitimer(ITIMER_PROF, &bound, NULL);
    (void)LLVMFuzzerTestOneInput(bytes, len);
    free(bytes);
}

int main(int argc, char **argv)
{
    if (argc < 3 || load(argv[1]) != 0 || clip_count == 0) {
        (void)fprintf(stderr, "usage: mutate_media FOLDER COUNT [FIRST]\n");
        return 2;
    }
    qsort(clips, clip_count, sizeof(*clips), by_name);
    static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPROF};
    for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++) {
        (void)signal(fatal[i], say_and_end);
    }
    uint64_t count = strtoull(argv[2], NULL, 10);
    uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    for (uint64_t i = 0; i < count; i++) {
        run_one(first + i);
    }
    (void)printf("%llu damaged clips of %zu\n", (unsigned long long)count, clip_count);
    return 0;
}
