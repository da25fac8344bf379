#include "base_wipe.h"

#include <string.h>

enum { DEPTH = 32 * 1024 };

__attribute__((__noinline__)) void wipe_stack(void)
{
    char below[DEPTH];
    explicit_bzero(below, sizeof(below));
}
