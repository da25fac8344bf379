/* fuzz_ctl.c: the law: a control message that decodes encodes to the same bytes, and so does what a
 * job keeps of a clip, if that makes sense. */
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
    struct ctl_cut cut;
    if (ctl_cut_get(&ctl, &cut) == ERR_OK) {
        struct ctl other = {.kind = ctl.kind};
        assert(cut.to_ms == 0 || cut.from_ms < cut.to_ms);
        ctl_cut_put(&cut, &other);
        assert(memcmp(other.digest, ctl.digest, CTL_DIGEST) == 0);
    }
    assert(ctl_role_name(ctl.role) != NULL);
    return 0;
}
