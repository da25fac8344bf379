/* Lets the pure parts of media work on raw bytes, for tests/system/test_looks.py.
 *   looks blurhash WIDTH HEIGHT              red, green and blue bytes -> the text
 *   looks interlace WIDTH HEIGHT BYTES FIELD 4:2:0 pictures of so many bytes a sample, the first
 * field even or odd -> the same number of pictures From standard input to standard output. */
#include "base_err.h"
#include "media_blurhash.h"
#include "media_interlace.h"
#include "media_loudness.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int blurhash(int width, int height)
{
    static uint8_t rgb[128 * 128 * 3];
    size_t len = (size_t)width * (size_t)height * 3;
    if (len > sizeof(rgb) || fread(rgb, 1, len, stdin) != len) {
        return 1;
    }
    char text[MEDIA_BLURHASH + 1];
    media_blurhash_rgb(rgb, width, height, text);
    return puts(text) < 0 ? 1 : 0;
}

struct picture_kind {
    int width;
    int height;
    int bytes;
    bool odd_first;
};

static struct media_rows rows_of(uint8_t *picture, size_t offset, ptrdiff_t stride)
{
    return (struct media_rows){picture == NULL ? NULL : picture + offset, stride};
}

/* pictures: before, now, after; two of them may be NULL. */
static void one_picture(struct media_interlace *interlace, struct picture_kind kind,
                        uint8_t *const pictures[3], uint8_t *to)
{
    size_t offset = 0;
    for (int i = 0; i < 3; i++) {
        int width = i == 0 ? kind.width : kind.width / 2;
        int height = i == 0 ? kind.height : kind.height / 2;
        ptrdiff_t stride = (ptrdiff_t)width * kind.bytes;
        struct media_interlace_plane plane = {.before = rows_of(pictures[0], offset, stride),
                                              .now = rows_of(pictures[1], offset, stride),
                                              .after = rows_of(pictures[2], offset, stride),
                                              .to = to + offset,
                                              .to_stride = stride,
                                              .width = width,
                                              .height = height,
                                              .wide = kind.bytes == 2,
                                              .odd_first = kind.odd_first};
        media_interlace_plane(interlace, &plane);
        offset += (size_t)stride * (size_t)height;
    }
}

static int deinterlace(struct picture_kind kind)
{
    size_t len = (size_t)kind.width * (size_t)kind.height * 3 / 2 * (size_t)kind.bytes;
    uint8_t *bytes[4]; /* three pictures in turn, and the one that is made */
    for (int i = 0; i < 4; i++) {
        bytes[i] = malloc(len);
        if (bytes[i] == NULL) {
            return 1;
        }
    }
    struct media_interlace *interlace = NULL;
    if (media_interlace_open(&interlace) != ERR_OK) {
        return 1;
    }
    int count = 0;
    clock_t used = 0;
    bool more = fread(bytes[0], 1, len, stdin) == len;
    for (; more; count++) {
        more = fread(bytes[(count + 1) % 3], 1, len, stdin) == len;
        uint8_t *const pictures[3] = {count == 0 ? NULL : bytes[(count + 2) % 3], bytes[count % 3],
                                      more ? bytes[(count + 1) % 3] : NULL};
        clock_t start = clock();
        one_picture(interlace, kind, pictures, bytes[3]);
        used += clock() - start;
        if (fwrite(bytes[3], 1, len, stdout) != len) {
            return 1;
        }
    }
    for (int i = 0; i < 4; i++) {
        free(bytes[i]);
    }
    media_interlace_close(interlace);
    (void)fprintf(stderr, "%d pictures, %.2f ms each\n", count,
                  count == 0 ? 0 : 1000.0 * (double)used / CLOCKS_PER_SEC / count);
    return 0;
}

static int loudness(void)
{
    static float pairs[2 * 48000 * 200];
    static float left[48000 * 200];
    static float right[48000 * 200];
    size_t count = fread(pairs, 2 * sizeof(float), 48000 * 200, stdin);
    for (size_t i = 0; i < count; i++) {
        left[i] = pairs[2 * i];
        right[i] = pairs[2 * i + 1];
    }
    clock_t start = clock();
    if (media_loudness_level((struct media_stereo){left, right, count}) != ERR_OK) {
        return 1;
    }
    double used = (double)(clock() - start) / CLOCKS_PER_SEC;
    for (size_t i = 0; i < count; i++) {
        pairs[2 * i] = left[i];
        pairs[2 * i + 1] = right[i];
    }
    (void)fprintf(stderr, "%.1f s of sound, %.2f s\n", (double)count / 48000, used);
    return fwrite(pairs, 2 * sizeof(float), count, stdout) == count ? 0 : 1;
}

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "blurhash") == 0) {
        return blurhash(number(argv[2]), number(argv[3]));
    }
    if (argc == 6 && strcmp(argv[1], "interlace") == 0) {
        return deinterlace((struct picture_kind){number(argv[2]), number(argv[3]), number(argv[4]),
                                                 strcmp(argv[5], "odd") == 0});
    }
    if (argc == 2 && strcmp(argv[1], "loudness") == 0) {
        return loudness();
    }
    (void)fputs("usage: looks WHAT NUMBERS...\n", stderr);
    return 2;
}
