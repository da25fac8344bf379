/*
 * agent.h: by what a person knows a browser again in the list of their sessions.
 */
#ifndef AGENT_H
#define AGENT_H

#include "base_span.h"

/* agent_label: "Firefox on Linux", by the User-Agent header: names of a few browsers and systems
 * and nothing else of it, no version and no model. Borrowed for ever; at most LIMIT_LABEL bytes. */
struct span agent_label(struct span user_agent);

#endif
