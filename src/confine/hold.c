#include "confine.h"

#include <sys/mman.h>
#include <sys/resource.h>

enum err confine_hold_memory(size_t max)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur < max) {
        return ERR_DENIED;
    }
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? ERR_OK : ERR_DENIED;
}
