/*
 * mirror.c: `vitrine mirror`: a copy of what a region publishes, checked on its way, in the form
 * that src/verify/folder.c describes. Beside it: `mirror`, the address; `seen`, what is remembered
 * between two runs, and what was signed and not read beside it; `new/`, tiles and bundles as they
 * come, so that a run that breaks off goes on: they are moved to the others when all holds. What
 * else was fetched is in a new folder, which then takes the place of the one before.
 */
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"
#include "source.h"
#include "tree.h"
#include "verify_command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { DEPTH = 8 };      /* a path of 10^18 entries is no deeper */
enum { ROOM_PART = 20 }; /* of a disk that is small */
#define NEW "new/"

static const char usage[] =
    "usage: vitrine mirror [--policy FILE] [--max-age SECONDS] [--timeout SECONDS] [--full]\n"
    "                      [--agent TEXT] [--json] URL DIR\n"
    "\n"
    "Copies what a region publishes into a folder: its ledger, its data map, what it hides and\n"
    "labels, and the web app's files; checks all of it as vitrine verify does. Run again, it "
    "copies\n"
    "what is new. What does not hold takes the place of nothing. vitrine verify DIR, or\n"
    "vitrine-verify DIR on a machine without a network, checks the copy.\n"
    "\n"
    "  --policy FILE      whom you trust: log keys and witnesses (C2SP tlog-policy)\n"
    "  --max-age SECONDS  how old the newest entry may be (default 180; 0: any age)\n"
    "  --timeout SECONDS  how long all of it may take (default 3600)\n"
    "  --full             read all of the copy again, too\n"
    "  --agent TEXT       what to call oneself (User-Agent), such as what a browser says: a "
    "service\n"
    "                     may answer one program otherwise than another\n"
    "  --json             the result as JSON (docs/verify.md)\n"
    "\n"
    "exit status: as vitrine verify\n";

struct mirror {
    struct verify_source web;
    int dir_fd;
    int shown_fd; /* of the new folder */
    char shown[64];
    bool again;                    /* what is there already is fetched again, too */
    bool had;                      /* a tile or bundle was there already */
    char failed[VERIFY_NAME + 64]; /* what could not be written; "": nothing */
};

/* Whoever signs entries without end fills no disk to the last byte. */
static enum err leave_room(int dir_fd, size_t more)
{
    struct statvfs disk;
    if (fstatvfs(dir_fd, &disk) != 0) {
        return err_from_errno(errno);
    }
    uint64_t part = (uint64_t)disk.f_blocks * disk.f_frsize / ROOM_PART;
    uint64_t room = part < LIMIT_COPY_ROOM ? part : LIMIT_COPY_ROOM;
    return (uint64_t)disk.f_bavail * disk.f_frsize < room + more ? ERR_FULL : ERR_OK;
}

/* ERR_GONE, whatever it was: that it could not be kept here is nothing that the service did. */
static enum err keep(struct mirror *m, int dir_fd, const char *name, const struct buf *bytes,
                     mode_t mode)
{
    enum err err = leave_room(dir_fd, bytes->len);
    if (err == ERR_OK) {
        err = tree_folders(dir_fd, name);
    }
    if (err == ERR_OK) {
        err = file_replace(dir_fd, name, buf_span(bytes), mode);
    }
    if (err != ERR_OK) {
        (void)snprintf(m->failed, sizeof(m->failed), "%.200s: %s", name, err_text(err));
    }
    return err == ERR_OK ? ERR_OK : ERR_GONE;
}

static bool read_kept(const struct mirror *m, const char *name, size_t max, struct buf *out)
{
    int fd = -1;
    if (tree_open(m->dir_fd, name, &fd) != ERR_OK) {
        return false;
    }
    AUTO(fd_close) int file = fd;
    AUTO(buf) struct buf bytes = {.max = max};
    if (file_read_fd(file, &bytes) != ERR_OK) {
        return false;
    }
    buf_done(out);
    *out = bytes;
    bytes = (struct buf){.max = 0};
    return true;
}

/* A tile or bundle that is there is not asked for again. */
static enum err get_tile(struct mirror *m, const struct verify_want *want, const char *name,
                         struct buf *out)
{
    char fresh[VERIFY_NAME + sizeof(NEW)];
    (void)snprintf(fresh, sizeof(fresh), NEW "%s", name);
    if ((!m->again && read_kept(m, name, want->max, out)) || read_kept(m, fresh, want->max, out)) {
        m->had = true;
        return ERR_OK;
    }
    TRY(m->web.get(m->web.context, want, out));
    return keep(m, m->dir_fd, fresh, out, 0444);
}

struct settling {
    const struct mirror *m;
    const char *folder;
    unsigned depth; /* of folders that may be in it */
};

static enum err settle(const struct mirror *m, const char *folder, unsigned depth);

/* A full tile takes the place of its parts, too. */
static enum err settle_one(void *context, const char *of)
{
    const struct settling *s = context;
    char name[VERIFY_NAME];
    char from[VERIFY_NAME + sizeof(NEW)];
    char parts[VERIFY_NAME + 2];
    struct stat st;
    int len = snprintf(name, sizeof(name), "%s/%s", s->folder, of);
    if (of[0] == '.' || len < 0 || (size_t)len >= sizeof(name)) {
        return ERR_OK;
    }
    (void)snprintf(from, sizeof(from), NEW "%s", name);
    if (fstatat(s->m->dir_fd, from, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return err_from_errno(errno);
    }
    if (S_ISDIR(st.st_mode) && s->depth > 0) {
        return settle(s->m, name, s->depth - 1);
    }
    (void)snprintf(parts, sizeof(parts), "%s.p", name);
    TRY(tree_folders(s->m->dir_fd, name));
    return renameat(s->m->dir_fd, from, s->m->dir_fd, name) == 0 ? tree_remove(s->m->dir_fd, parts)
                                                                 : err_from_errno(errno);
}

/* What was fetched takes its place. */
static enum err settle(const struct mirror *m, const char *folder, unsigned depth)
{
    struct settling s = {.m = m, .folder = folder, .depth = depth};
    char from[VERIFY_NAME + sizeof(NEW)];
    (void)snprintf(from, sizeof(from), NEW "%s", folder);
    AUTO(fd_close)
    int fd = openat(m->dir_fd, from, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    }
    return file_names(fd, settle_one, &s);
}

static enum err mirror_get(void *context, const struct verify_want *want, struct buf *out)
{
    struct mirror *m = context;
    char name[VERIFY_NAME];
    TRY(verify_want_name(want, name));
    if (strncmp(name, "ledger/tile/", 12) == 0) {
        return get_tile(m, want, name, out);
    }
    TRY(m->web.get(m->web.context, want, out));
    return keep(m, m->shown_fd, name, out, 0644);
}

static const char *mirror_problem(const void *context)
{
    const struct mirror *m = context;
    return m->failed[0] != '\0' ? m->failed : m->web.problem(m->web.context);
}

static enum err is_something(void *context, const char *name)
{
    (void)context;
    (void)name;
    return ERR_CONFLICT;
}

/* The folder is this address's copy, or empty. */
static enum err claim_folder(const struct mirror *m, const char *url, const char **out_why)
{
    AUTO(buf) struct buf was = {.max = LIMIT_URL};
    AUTO(buf) struct buf own = {.max = LIMIT_URL};
    (void)buf_printf(&own, "%s\n", url);
    TRY(buf_status(&own));
    int fd = -1;
    enum err err = tree_open(m->dir_fd, "mirror", &fd);
    AUTO(fd_close) int file = fd;
    if (err == ERR_OK) {
        err = file_read_fd(file, &was);
    }
    if (err == ERR_OK && !span_equal(buf_span(&was), buf_span(&own))) {
        *out_why = "this is the copy of another address";
        return ERR_CONFLICT;
    }
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    err = file_names(m->dir_fd, is_something, NULL);
    if (err == ERR_CONFLICT) {
        *out_why = "there is something else in it: name an empty folder, or none that is there";
    }
    TRY(err);
    return file_replace(m->dir_fd, "mirror", buf_span(&own), 0644);
}

static enum err open_folder(struct mirror *m, const char *path, const char *url,
                            const char **out_why)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        return err_from_errno(errno);
    }
    m->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m->dir_fd < 0) {
        return err_from_errno(errno);
    }
    if (flock(m->dir_fd, LOCK_EX | LOCK_NB) != 0) {
        *out_why = "another vitrine mirror is at work in it";
        return ERR_CONFLICT;
    }
    return claim_folder(m, url, out_why);
}

static enum err new_shown(struct mirror *m)
{
    fd_close(m->shown_fd);
    m->shown_fd = -1;
    (void)snprintf(m->shown, sizeof(m->shown), "shown-%" PRId64, time_wall_ms());
    if (mkdirat(m->dir_fd, m->shown, 0755) != 0 && errno != EEXIST) {
        return err_from_errno(errno);
    }
    m->shown_fd = openat(m->dir_fd, m->shown, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return m->shown_fd < 0 ? err_from_errno(errno) : ERR_OK;
}

/* Of earlier runs, and what those left that were killed. */
static enum err drop_one(void *context, const char *name)
{
    const struct mirror *m = context;
    bool rest = strncmp(name, "shown-", 6) == 0 || strncmp(name, ".tmp-", 5) == 0 ||
                strcmp(name, "new") == 0;
    if (rest && strcmp(name, m->shown) != 0) {
        (void)tree_remove(m->dir_fd, name);
    }
    return ERR_OK;
}

/* All that was fetched takes the place of what was there. For others who read the ledger alone, key
 * and checkpoint lie beside the tiles, too. */
static enum err publish(struct mirror *m, struct visit *v)
{
    AUTO(buf) struct buf name = {.max = sizeof(m->shown) + 1};
    AUTO(buf) struct buf vkey = {.max = KIB};
    (void)buf_printf(&name, "%s\n", m->shown);
    TRY(buf_status(&name));
    TRY(tlog_vkey_encode(&v->now->vkey, &vkey));
    TRY(buf_append_text(&vkey, "\n"));
    TRY(settle(m, "ledger/tile", DEPTH));
    TRY(tree_sync(m->dir_fd));
    /* the one that was checked, of all that were shown meanwhile */
    TRY(keep(m, m->shown_fd, "ledger/checkpoint", &v->now->note, 0644));
    TRY(keep(m, m->dir_fd, "shown", &name, 0644));
    TRY(keep(m, m->dir_fd, "ledger/vkey", &vkey, 0644));
    TRY(keep(m, m->dir_fd, "ledger/checkpoint", &v->now->note, 0644));
    TRY(visit_remember(v));
    return file_names(m->dir_fd, drop_one, m);
}

/* One visit. If files that were there already do not fit, they are fetched again: a disk may have
 * damaged them. */
static enum err look(struct mirror *m, const struct verify_options *options, struct visit **out,
                     char problem[VISIT_PROBLEM])
{
    struct verify_source source = {.context = m,
                                   .name = m->web.name,
                                   .live = true,
                                   .get = mirror_get,
                                   .problem = mirror_problem};
    AUTO(visit_free) struct visit *v = NULL;
    TRY(new_shown(m));
    TRY(visit_start(options, &source, &v, problem));
    visit_check(v);
    bool unfit = !v->whole && v->exit != VERIFY_UNREACHABLE;
    if (unfit) {
        TRY(tree_remove(m->dir_fd, "new"));
    }
    if (unfit && v->exit == VERIFY_FALSE && m->had && !m->again) {
        m->again = true;
        visit_free(MOVE(v)); /* with its turn */
        TRY(tree_remove(m->dir_fd, m->shown));
        return look(m, options, out, problem);
    }
    *out = MOVE(v);
    return ERR_OK;
}

static int mirror(struct mirror *m, const struct verify_command *c, const char *folder)
{
    AUTO(visit_free) struct visit *v = NULL;
    char problem[VISIT_PROBLEM] = "";
    const char *why = NULL;
    enum err err = open_folder(m, folder, m->web.name, &why);
    if (err != ERR_OK) {
        return verify_command_complain(c, folder, why == NULL ? err_text(err) : why);
    }
    err = look(m, &c->options, &v, problem);
    if (err != ERR_OK) {
        return verify_command_complain(c, problem[0] == '\0' ? folder : problem,
                                       problem[0] == '\0' ? err_text(err) : NULL);
    }
    visit_print(v);
    bool holds = v->whole && v->exit != VERIFY_UNREACHABLE;
    err = holds ? publish(m, v) : ERR_OK;
    if (m->failed[0] != '\0' || err != ERR_OK) {
        (void)verify_command_complain(c, folder, m->failed[0] == '\0' ? err_text(err) : m->failed);
        return VERIFY_UNREACHABLE;
    }
    if (!holds) {
        (void)tree_remove(m->dir_fd, m->shown);
    }
    if (!c->options.json) {
        (void)printf("\n%s %s\n", holds ? "The copy is in" : "NOTHING was changed in", folder);
    }
    return visit_end(v, c->program);
}

int cmd_mirror(int argc, char **argv)
{
    struct verify_command c = {.program = "vitrine mirror"};
    AUTO(http_close) struct http *h = NULL;
    char state[STATE_PATH];
    const char *folder = argv[argc - 1];
    enum err err = verify_command_parse(argc > 2 ? argc - 1 : argc, argv, &c);
    bool usable = err == ERR_OK && argc > 2 && c.evidence == NULL && c.watch_s == 0 &&
                  c.options.state_path == NULL;
    if (!usable) {
        return verify_command_usage(err, usage);
    }
    err = digest_ready();
    if (err == ERR_OK) {
        err = http_open(c.where, &h);
    }
    if (err != ERR_OK) {
        return verify_command_complain(
            &c, c.where, err == ERR_FORMAT ? "not an http or https address" : err_text(err));
    }
    int len = snprintf(state, sizeof(state), "%s/seen", folder);
    if (len < 0 || (size_t)len >= sizeof(state)) {
        return verify_command_complain(&c, folder, err_text(ERR_LIMIT));
    }
    c.options.state_path = state;
    c.options.later = true;
    c.options.max_age_s = c.age_given ? c.options.max_age_s : LIMIT_STALE_S;
    struct mirror m = {.web = http_source(h, c.agent), .dir_fd = -1, .shown_fd = -1};
    int status = mirror(&m, &c, folder);
    fd_close(m.shown_fd);
    fd_close(m.dir_fd);
    return status;
}
