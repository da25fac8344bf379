/*
 * media_portrait.h: a person's picture: one still in (JPEG, PNG or WebP), one square JPEG of
 * MEDIA_PORTRAIT pixels a side out: its middle, the right way up as its EXIF says, what is
 * transparent on white, and no metadata of it. No demuxer is reached: the whole file is handed to
 * the decoder of the kind that its first bytes name, once its size was found to be allowed.
 */
#ifndef MEDIA_PORTRAIT_H
#define MEDIA_PORTRAIT_H

#include "wire_report.h"

enum { MEDIA_PORTRAIT = REPORT_PICTURE };

/*
 * media_portrait: input_fd is read with pread, picture_fd (empty) written with pwrite, and not
 * synced. out_report always says NONE or why the picture is refused; then what was written is
 * without meaning.
 */
void media_portrait(int input_fd, int picture_fd, struct report_picture *out_report);

#endif
