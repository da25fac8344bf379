#include "source.h"

static enum err source_get(void *context, const struct verify_want *want, struct buf *out)
{
    static const char *const br[] = {"Accept-Encoding: br", NULL};
    static const char *const gzip[] = {"Accept-Encoding: gzip", NULL};
    static const char *const *const headers[] = {
        [PACKING_NONE] = NULL, [PACKING_BR] = br, [PACKING_GZIP] = gzip};
    struct http_request request = {.path = want->path,
                                   .headers = headers[want->packing],
                                   .answer_max = want->max,
                                   .time_ms = want->time_ms};
    return http_get_with(context, &request, out);
}

static const char *source_problem(const void *context)
{
    return http_problem(context);
}

struct verify_source http_source(struct http *h, const char *agent)
{
    if (agent != NULL) {
        http_agent(h, agent);
    }
    return (struct verify_source){.context = h,
                                  .name = http_base(h),
                                  .live = true,
                                  .get = source_get,
                                  .problem = source_problem};
}
