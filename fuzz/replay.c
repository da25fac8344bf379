/*
 * replay.c: feeds each kept input of a corpus folder to a fuzz target, from a heap block of its
 * exact size, so that a sanitizer sees every read past its end. Also a few thousand mutations of
 * each, from a fixed seed: the same on every run. A target whose inputs take long gets fewer by
 * -DREPLAY_MUTATIONS=.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef REPLAY_MUTATIONS
#define REPLAY_MUTATIONS 2000
#endif

enum { INPUT_MAX = 1 << 20, MUTATIONS = REPLAY_MUTATIONS };

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void feed(const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len == 0 ? 1 : len);
    if (exact == NULL) {
        abort();
    }
    memcpy(exact, bytes, len);
    (void)LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

/* One to four edits: flip a bit, set a byte, cut, or double a piece. */
static void mutate(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len * 2 + 1);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, len);
    size_t now = len;
    for (uint64_t edits = 1 + next_random() % 4; edits > 0 && now > 0; edits--) {
        size_t at = (size_t)(next_random() % now);
        switch (next_random() % 4) {
        case 0:
            copy[at] ^= (uint8_t)(1u << (next_random() % 8));
            break;
        case 1:
            copy[at] = (uint8_t)next_random();
            break;
        case 2:
            now = at;
            break;
        default:
            if (now + 1 <= len * 2) {
                memmove(copy + at + 1, copy + at, now - at);
                now++;
            }
        }
    }
    feed(copy, now);
    free(copy);
}

static int replay(const char *path)
{
    static uint8_t bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    feed(bytes, len);
    for (int i = 0; i < MUTATIONS; i++) {
        mutate(bytes, len);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
        return 2;
    }
    DIR *dir = opendir(argv[1]);
    if (dir == NULL) {
        perror(argv[1]);
        return 1;
    }
    int failed = 0;
    unsigned count = 0;
    feed((const uint8_t *)"", 0);
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        char path[4096];
        if (e->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(path, sizeof(path), "%s/%s", argv[1], e->d_name);
        failed |= replay(path);
        count++;
    }
    (void)closedir(dir);
    (void)printf("%u inputs, each with %d mutations\n", count, MUTATIONS);
    return failed != 0 || count == 0 ? 1 : 0;
}
