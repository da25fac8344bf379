/*
 * edged.h: what the handlers share. All of it outlives the server and may be used by any thread.
 */
#ifndef EDGED_H
#define EDGED_H

#include "base_limits.h"
#include "blob.h"
#include "counts.h"
#include "drafts.h"
#include "ipc_pool.h"
#include "jobs.h"
#include "leavers.h"
#include "pictures.h"
#include "rate.h"
#include "rulings.h"
#include "shelf.h"
#include "store.h"

#include <stdatomic.h>
#include <stdint.h>

struct backup;
struct events;
struct exports;
struct room_holds;
struct seats;
struct feed_rooms;
struct prints;

struct edged {
    const char *origin;
    const char *web_origin; /* "https://…": what links from elsewhere begin with */
    struct store *store;
    struct blobs *blobs;
    struct drafts *drafts;
    struct room_holds *holds; /* room for what is being sent */
    struct ipc_pool *custodian;
    struct jobs *jobs;
    struct pictures *pictures;
    struct backup *backup;
    struct leavers *leavers;
    struct rulings *rulings;
    struct counts *counts;
    struct events *events;
    struct exports *exports;
    struct shelf *shelf;       /* of which pages are made */
    struct seats *seats;       /* whose sessions there were */
    struct feed_rooms *rooms;  /* in which they are made */
    struct prints *prints;     /* of what was shown on them */
    struct rate *signs;        /* sign-ups and sign-ins of one address */
    struct rate *picture_rate; /* pictures of one address */
    struct rate *follows;      /* begun by one person */
    struct rate *audiences;    /* chosen by one person */
    struct rate *comments;     /* of one person */
    struct rate *storms;       /* comments on one video */
    struct rate *views;        /* counted of one person, or of one address */
    struct replays *replays;   /* of those that were */
    struct rate *reports;      /* of one person */
    struct rate *legal;        /* legal notices of one address */
    int www_fd;                /* folders; -1: not there */
    int ledger_fd;

    /* Some of those who share nothing, as custodiand said since the start (shared.h). */
    _Atomic int64_t unshared[LIMIT_UNSHARED];
};

#endif
