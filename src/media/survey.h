/*
 * survey.h: the clip is looked over from end to end before its pictures are decoded, since what it
 * says of its own length and rate need not be so. Its sound is decoded: how loud it is has to be
 * known before the first of it is written, and how long it is, whatever the clip says.
 */
#ifndef MEDIA_SURVEY_H
#define MEDIA_SURVEY_H

#include "av.h"
#include "pace.h"
#include "sound.h"

struct media_survey {
    int64_t pictures; /* packets of the video track that are to be shown */
    int64_t promised; /* how many of those the index lists, if there is one */
    int64_t moving;   /* so many pictures, of which the last begins span_us after the first, say */
    int64_t span_us;  /* how fast the clip is: all, or those between its rests */
    int64_t start_us; /* of the clip: picture or sound, whichever comes first */
    int64_t end_us;
    int64_t first_us;          /* of the pictures */
    struct media_sound *sound; /* as it was decoded; NULL: there is none */
    int64_t silence_us;        /* from start_us on, before the sound begins */
};

/* media_survey: reads the clip to its end. Refuses (in result) what is no clip, or too long. Half
 * done or not, media_survey_done frees what it holds. */
MUST_USE enum err media_survey(const struct media_job *job, struct media_result *result,
                               struct media_pace *pace, struct media_survey *survey);
void media_survey_done(struct media_survey *survey);

#endif
