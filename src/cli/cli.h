/*
 * cli.h: the commands of `vitrine`. Each takes its own arguments (argv[0] is its name) and returns
 * the exit status.
 */
#ifndef CLI_H
#define CLI_H

#include <limits.h>
#include <stdbool.h>

/* cmd_init: makes a region's data folder. 0 made, 1 not (it has been said why), 2 usage. */
int cmd_init(int argc, char **argv);

/* find_beside: the path of a program that stands beside this one. False: it cannot be told. */
bool find_beside(const char *name, char out_path[PATH_MAX]);

/* cmd_up: becomes vitrine-gate, which stands beside this executable; its exit statuses. */
int cmd_up(int argc, char **argv);

/* cmd_status: what gate says of its processes. 0 all ready, 1 not running or not all ready, 2
 * usage. */
int cmd_status(int argc, char **argv);

/* cmd_stop: asks gate to stop and waits until it has. 0 stopped (or was not running), 1 not, 2
 * usage. */
int cmd_stop(int argc, char **argv);

/* cmd_verify: checks a region from outside. 0 all holds, 1 a claim is FALSE, 2 usage, 3 fork
 * (evidence saved), 4 rollback, 5 stale, 6 unreachable. */
int cmd_verify(int argc, char **argv);

/* cmd_mirror: a copy of what a region publishes. Exit statuses as cmd_verify. */
int cmd_mirror(int argc, char **argv);

/* cmd_proof: a receipt of one entry, made or checked. 0 made, or proven, 1 FALSE, or what was
 * needed could not be had, 2 usage, 6 unreachable. */
int cmd_proof(int argc, char **argv);

/* cmd_key: replaces the region's key. 0 replaced, 1 not (it has been said why), 2 usage. */
int cmd_key(int argc, char **argv);

/* cmd_backup: a backup of a running region. cmd_backup_key: the key that it is sealed to. 0 made, 1
 * not (it has been said why), 2 usage. */
int cmd_backup(int argc, char **argv);
int cmd_backup_key(int argc, char **argv);

/* cmd_restore: a region's folder from a backup. Exit statuses: restore.h. */
int cmd_restore(int argc, char **argv);

/* cmd_desk: a member of the office reads what waits for it. Exit statuses: client.h. */
int cmd_desk(int argc, char **argv);

/* cmd_datamap: the data map of this build, or of a region. 0 shown and, for a region, as this
 * build's and as its ledger says, 1 not so, 2 usage. */
int cmd_datamap(int argc, char **argv);

/* cmd_claims: what a region claims in public. 0 shown, 1 not, 2 usage. */
int cmd_claims(int argc, char **argv);

/* cmd_ledger: what entries hold. 0 shown, 1 not, 2 usage. */
int cmd_ledger(int argc, char **argv);

/* cmd_demo: demo people and clips, through the web address. 0 all is public, 1 something failed,
 * 2 usage. */
int cmd_demo(int argc, char **argv);

/* cmd_office: members of the office. cmd_decide: what they decide. 0 done, 1 not (it has been said
 * why), 2 usage. */
int cmd_office(int argc, char **argv);
int cmd_decide(int argc, char **argv);

/* cmd_witness: whom a region asks to cosign its ledger. 0 done, 1 not (it has been said why), 2
 * usage. */
int cmd_witness(int argc, char **argv);

/* cmd_video: a person's videos, through the web address. Exit statuses: client.h. */
int cmd_video(int argc, char **argv);

#endif
