/*
 * fuzz_backup_part.c: the law: a part that was changed in any way gives nothing but the first
 * pieces of what was sealed, and never says that this is all. The input is the change: four bytes
 * each: where (16 bits of 17, the last comes from the third byte's top), what is xored; an odd rest
 * cuts the part off.
 */
#include "backup_part.h"

#include "base_file.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN = PART_PIECE + 1000, PART_BYTES_MAX = PART_HEAD_MAX + PLAIN + 2 * 17 };

static struct backup_pair pairs[2];
static uint8_t plain[PLAIN];
static uint8_t sealed[PART_BYTES_MAX];
static size_t sealed_len;
static const struct part_name name = {.kind = PART_PEOPLE, .id = "0123456789abcde"};

static int file_with(const uint8_t *bytes, size_t len)
{
    int fd = memfd_create("part", MFD_CLOEXEC);
    assert(fd >= 0);
    assert(file_write_all(fd, span_of(bytes, len)) == ERR_OK);
    assert(lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

static void seal_once(void)
{
    struct part_recipients to = {.count = 2};
    uint64_t bytes = 0;
    if (sealed_len != 0) {
        return;
    }
    assert(backup_ready() == ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        backup_pair_new(&pairs[i]);
        memcpy(to.public[i], pairs[i].public, BACKUP_KEY_SIZE);
    }
    for (size_t i = 0; i < PLAIN; i++) {
        plain[i] = (uint8_t)(i * 7 + i / 251);
    }
    AUTO(fd_close) int from = file_with(plain, PLAIN);
    AUTO(fd_close) int part = file_with(NULL, 0);
    assert(part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &name, &to, &bytes) ==
           ERR_OK);
    assert(bytes <= sizeof(sealed) && pread(part, sealed, bytes, 0) == (ssize_t)bytes);
    sealed_len = bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct part_reader reader;
    static uint8_t changed[PART_BYTES_MAX];
    seal_once();
    memcpy(changed, sealed, sealed_len);
    size_t len = sealed_len;
    for (; size >= 4; data += 4, size -= 4) {
        size_t at = (size_t)data[0] | (size_t)data[1] << 8 | (size_t)(data[2] >> 7) << 16;
        changed[at % sealed_len] ^= data[3];
    }
    if (size > 0) {
        len = (size_t)data[0] * sealed_len / 255;
    }
    bool same = len == sealed_len && memcmp(changed, sealed, len) == 0;
    AUTO(fd_close) int fd = file_with(changed, len);
    enum err err = part_open(&reader, fd, &name, pairs, 2);
    size_t have = 0;
    bool last = false;
    while (err == ERR_OK && !last) {
        struct span piece = {NULL, 0};
        err = part_next(&reader, &piece, &last);
        if (err == ERR_OK) {
            assert(have + piece.len <= PLAIN && memcmp(piece.ptr, plain + have, piece.len) == 0);
            have += piece.len;
        }
    }
    assert((err == ERR_OK && last && have == PLAIN) == same);
    return 0;
}
