/* json.h: what jansson read, given back at the end of its scope. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "base_auto.h"

#include <jansson.h>

static inline void json_free_auto(json_t **root)
{
    json_decref(*root);
}

#endif
