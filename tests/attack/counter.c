/*
 * counter.c: the next act of a process that keeps files: a counter in its data folder, which is its
 * working directory. It is moved on before the act, so that a death goes on with the one after it.
 */
#include "attack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

const bool attack_one_and_leave = false;

void attack_leave(void)
{
}

size_t attack_next(void)
{
    unsigned char bytes[1] = {0};
    int fd = open("attack.next", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        abort();
    }
    size_t next = read(fd, bytes, 1) == 1 ? bytes[0] : 0;
    bytes[0] = (unsigned char)(next + 1);
    if (lseek(fd, 0, SEEK_SET) != 0 || write(fd, bytes, 1) != 1) {
        abort();
    }
    (void)close(fd);
    return next;
}
