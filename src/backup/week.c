#include "backup_week.h"

#include "base_file.h"
#include "base_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_IN_WEEK = 7, THURSDAY = 3, YEAR_AT = 5, FIRST_YEAR = 2000, LAST_YEAR = 9999 };

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;
static const char suffix[] = ".key";

/* Days from 1970-01-01 to the first of January of a year. */
static int64_t year_day(int64_t year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

static int64_t year_of_day(int64_t day)
{
    int64_t year = 1970 + day / 366;
    while (year_day(year + 1) <= day) {
        year++;
    }
    return year;
}

/* A week belongs to the year of its Thursday; 1970-01-01 was one. */
static void week_of_day(int64_t day, struct week *out_week)
{
    int64_t monday = day - (day + THURSDAY) % DAYS_IN_WEEK;
    int64_t thursday = monday + THURSDAY;
    int64_t year = year_of_day(thursday);
    int64_t number = (thursday - year_day(year)) / DAYS_IN_WEEK + 1;
    *out_week = (struct week){.begun_ms = monday * day_ms};
    (void)snprintf(out_week->name, sizeof(out_week->name), "%04u-W%02u", (unsigned)(year % 10000),
                   (unsigned)(number % 100));
}

void week_of(int64_t wall_ms, struct week *out_week)
{
    week_of_day(wall_ms / day_ms, out_week);
}

enum err week_decode(struct span name, struct week *out_week)
{
    uint8_t digits[6];
    uint64_t year = 0;
    struct week week = {.begun_ms = 0};
    if (name.len != WEEK_NAME - 1) {
        return ERR_FORMAT;
    }
    TRY(text_u64(span_of(name.ptr, 4), LAST_YEAR, &year));
    for (size_t i = 0; i < 2; i++) {
        digits[i] = name.ptr[YEAR_AT + 1 + i];
        if (digits[i] < '0' || digits[i] > '9') {
            return ERR_FORMAT;
        }
    }
    int64_t number = (digits[0] - '0') * 10 + (digits[1] - '0');
    if (year < FIRST_YEAR || number == 0) {
        return ERR_FORMAT;
    }
    /* The fourth of January is in the first week. Its name tells whether there is such a week. */
    week_of_day(year_day((int64_t)year) + THURSDAY + (number - 1) * DAYS_IN_WEEK, &week);
    if (!span_is(name, week.name)) {
        return ERR_FORMAT;
    }
    *out_week = week;
    return ERR_OK;
}

bool week_ended(const struct week *w, int64_t wall_ms)
{
    return wall_ms >= w->begun_ms + WEEK_KEEP_DAYS * day_ms;
}

void week_file(const struct week *w, char out[WEEK_NAME + 4])
{
    (void)snprintf(out, WEEK_NAME + 4, "%s%s", w->name, suffix);
}

enum err week_key(int dir_fd, const struct week *w, struct backup_pair *out_pair)
{
    char name[WEEK_NAME + 4];
    week_file(w, name);
    enum err err = backup_secret_make(dir_fd, name, out_pair);
    return err == ERR_CONFLICT ? backup_secret_read(dir_fd, name, out_pair) : err;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

static bool is_ended(const char *name, int64_t wall_ms)
{
    struct week week;
    size_t len = strlen(name);
    return len == WEEK_NAME - 1 + strlen(suffix) && strcmp(name + WEEK_NAME - 1, suffix) == 0 &&
           week_decode(span_of(name, WEEK_NAME - 1), &week) == ERR_OK && week_ended(&week, wall_ms);
}

enum err week_tidy(int dir_fd, int64_t wall_ms, size_t *out_count)
{
    AUTO(fd_close) int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(dir_close) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        return err_from_errno(errno);
    }
    (void)fd_move(&fd); /* the DIR has it now */
    size_t count = 0;
    errno = 0;
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (is_ended(e->d_name, wall_ms)) {
            TRY(backup_destroy(dir_fd, e->d_name));
            count++;
        }
        errno = 0;
    }
    if (errno != 0) {
        return err_from_errno(errno);
    }
    *out_count = count;
    return ERR_OK;
}
