/*
 * wire_op.h: the operator's socket of gate, DATA/operator.sock (SOCK_SEQPACKET, mode 0600). A
 * request is two bytes, version 1 and an op; the answer is one frame of UTF-8 text: JSON.
 *
 *   STATUS  {"region", "url", "port", "stopping", "missing": [words], "jobs": n, "processes":
 *           [{"role", "pid", "generation", "restarts", "state": "down"|"starting"|"ready",
 *           "digest"}], "key": {"id": 16 hexadecimal digits, "state": "steady"|"rotating"|
 *           "refused", "waiting": user keys that are still to be rewrapped} or null as long as
 *           custodiand has not said}
 *   STOP    {"stopping": true}; gate then ends as on SIGTERM.
 *   ROTATE  {"asked": bool, "problem": text or null}: the region's key is to be replaced. How it
 *           goes is in STATUS, under "key".
 */
#ifndef WIRE_OP_H
#define WIRE_OP_H

enum { OP_VERSION = 1, OP_SIZE = 2 };
enum op { OP_NONE, OP_STATUS, OP_STOP, OP_ROTATE };

#endif
