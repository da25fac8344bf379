/*
 * viewer_name.h: the names of a viewer's sealed rows: the first STORE_NAME bytes of SHA-256 over
 *
 *   "vitrine viewer 1", with its NUL | the viewer's locker[16] | u8 kind | u32 number
 *
 * The locker is in no row: custodiand tells it to a request with the viewer's session. So a row of
 * a stolen database joins to no person, and nobody can tell of a name whether it is that of a
 * month, or of which. (Rows of one viewer are sealed with one key, and a seal says which: they can
 * be told to belong together, not to whom.)
 */
#ifndef VIEWER_NAME_H
#define VIEWER_NAME_H

#include "feed_part.h"
#include "store_viewer.h"
#include "wire_ask.h"

/* viewer_name: kind as in feed_part.h; number: the place of a delta that waits, from 0 on; 0 for
 * the hot part and for what they said about their pages; month * FEED_PLACES + place for a set;
 * with FEED_PEOPLE, from 1 on, a slot of blocks.h. */
struct store_name viewer_name(const uint8_t locker[ASK_LOCKER], uint8_t kind, uint32_t number);

#endif
