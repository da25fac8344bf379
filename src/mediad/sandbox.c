#include "sandbox.h"

#include "confine.h"

#include <errno.h>
#include <iconv.h>
#include <sys/syscall.h>

/*
 * In place of the C library's, for FFmpeg as well: MPEG-TS names a character set for its service's
 * title, and the C library would open files to convert it, and load code. Without one the title is
 * left out; it goes nowhere anyway.
 */
iconv_t iconv_open(const char *to, const char *from)
{
    (void)to;
    (void)from;
    errno = EINVAL;
    return (iconv_t)-1;
}

/* Beside confine_common. There is no row that opens, connects, or starts anything but a thread. */
static const struct confine_call calls[] = {
    {__NR_pread64, CALL_ANY, 0},         {__NR_pwrite64, CALL_ANY, 0},
    {__NR_ftruncate, CALL_ANY, 0},       {__NR_fsync, CALL_ANY, 0},
    {__NR_getrusage, CALL_ANY, 0},       /* decoders that measure themselves */
    {__NR_setpriority, CALL_MISSING, 0}, /* x264 wants its look-ahead thread to be nice */
    {__NR_getpriority, CALL_MISSING, 0},
};

enum err sandbox_enter(bool *out_landlock)
{
    const struct confine confine = {.calls = calls, .call_count = sizeof(calls) / sizeof(*calls)};
    return confine_now(&confine, out_landlock);
}
