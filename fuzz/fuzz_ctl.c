/* fuzz_ctl.c: the law: a control message that decodes encodes to the same bytes. */
#include "wire_ctl.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ctl ctl;
    if (ctl_decode((struct span){data, size}, &ctl) != ERR_OK) {
        return 0;
    }
    assert(size == CTL_SIZE);
    uint8_t again[CTL_SIZE];
    ctl_encode(&ctl, again);
    assert(memcmp(again, data, CTL_SIZE) == 0);
    assert(ctl_role_name(ctl.role) != NULL);
    return 0;
}
