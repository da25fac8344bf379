"""How each promise's code is broken by red.py: {promise: (file, text that stands there once, what it is
replaced by)}. The broken code must build; a test that docs/PROMISES.md names must then fail."""

BREAKS = {
    'P-one-command': (
        'run', '    exit "$status"\n}\n', '    exit 1\n}\n'),
    'P-leaves-nothing': (
        'src/gate/operator.c',
        '        (void)unlinkat(g->folder.dir, socket_name, 0);\n        fd_close',
        '        fd_close'),
    'P-one-owner': (
        'src/gate/folder.c', 'if (flock(lock, LOCK_EX | LOCK_NB) != 0) {',
        'if (flock(lock, LOCK_SH | LOCK_NB) != 0) {'),
    'P-folder-left-alone': (
        'src/gate/folder.c', '    if (err == ERR_CONFLICT) {\n        return say(problem, ERR_FORMAT,',
        '    if (err == ERR_CONFLICT) {\n        return ERR_OK;\n        return say(problem, ERR_FORMAT,'),
    'P-borders': (
        'src/edged/sandbox.c', '{__NR_fcntl, CALL_FCNTL, 0}', '{__NR_fcntl, CALL_ANY, 0}'),
    'P-failures-played': (
        'tests/check_promises.py', 'for test in sorted(played - set(', 'for test in sorted(set() & set('),
    'P-no-order-opens': (
        'src/custodiand/ask_fields.c',
        '    if (asked->subject == person.user) {\n'
        '        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));\n'
        '        err = each_item(c, person.user,',
        '    if (asked->subject > 0) {\n'
        '        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));\n'
        '        err = each_item(c, asked->subject,'),
    'P-region-boundary': (
        'src/custodiand/custodian.c', 'if (region.key_id != 0 && !span_is(', 'if (region.key_id == 7 && !span_is('),
    'P-map-change-told': (
        'src/verify/map.c', 'if (old != NULL && old->mark.has_map &&', 'if (old != NULL && v->now == NULL &&'),
    'P-map-counted': (
        'src/verify/map.c',
        'WORD_FALSE,\n                       "every field', 'WORD_ASSERTED,\n                       "every field'),
    'P-copies-told': (
        'src/verify/tell.c', 'if (s->kinds[TLOG_KIND_BACKUP] > 0) {', 'if (s->kinds[TLOG_KIND_BACKUP] > 1000) {'),
    'P-office-told': (
        'src/verify/story.c', 's->opened += (uint64_t)number;', 's->opened += 0;'),
    'P-outage-told': (
        'src/verify/story.c', 'time_ms - m->time_ms > LIMIT_SILENCE_MS &&',
        'time_ms - m->time_ms > INT64_C(1000) * LIMIT_SILENCE_MS &&'),
    'P-runs-told': (
        'src/verify/tell.c', 'for (size_t i = 0; i < m->run_count; i++) {',
        'for (size_t i = m->run_count; i < m->run_count; i++) {'),
    'P-cosign-waited': (
        'src/verify/check.c', 'int left = asks ? LIMIT_COSIGN_MS / COSIGN_PAUSE_MS : 0;', 'int left = asks ? 0 : 0;'),
    'P-stray-refused': (
        'src/datamap/datamap.c', 'bool known = is_passing(found);',
        'bool known = is_passing(found) || found.len > 0;'),
    'P-own-user': (
        'src/gate/spawn.c', 'if (w->users && !become(spawn_user(s->role))) {',
        'if (w->users && !become(spawn_user(ROLE_EDGED))) {'),
    'P-small-root': (
        'src/gate/process.c', '{g->folder.app, "/data", true}', '{"/etc", "/etc", true}'),
    'P-weaker-is-said': (
        'src/gate/open.c', '        g->missing |= MISSING_USERS;\n', ''),
    'P-reborn': (
        'src/gate/process.c',
        'event.code = info->si_code == CLD_EXITED ? EVENT_EXIT : EVENT_KILLED;',
        'event.code = EVENT_EXIT;'),
    'P-acknowledged': (
        'src/custodiand/loop.c', '    TRY(custodian_commit(c));\n', '    custodian_rollback(c);\n'),
    'P-job-limit': (
        'src/gate/jobs.c', 'if (job->used && !job->ending && now_ms >= job->due_ms) {',
        'if (job->used && !job->ending && now_ms >= job->due_ms && job->number > 1000) {'),
    'P-owner-opens': (
        'src/custodiand/ask_fields.c',
        '    if (asked->subject == person.user) {\n'
        '        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));\n'
        '        err = each_item(c, person.user,',
        '    if (asked->subject > 0) {\n'
        '        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));\n'
        '        err = each_item(c, asked->subject,'),
    'P-openings-counted': (
        'src/custodiand/ask_sessions.c', '        TRY(account_allowance_take(c->allowance, c->db, by->token, 1));\n', ''),
    'P-watches-sealed': (
        'src/edged/viewer.c',
        '                               .sealed = n->ones[i].sealed};', '                               .sealed = n->ones[i].plain};'),
    'P-batch-alone': (
        'src/custodiand/ask_fields.c', 'if (each_asked_decode(asked.items[i].bytes, &one)',
        'if (each_asked_decode(asked.items[0].bytes, &one)'),
    'P-rows-found': (
        'src/store/viewer.c', '            names_add(out_names, &name);\n', '            (void)out_names;\n'),
    'P-stranger': (
        'src/edged/watches.c',
        '            count_views(&t, i);\n',
        '            uint8_t name[16] = {1};\n            size_t taken = 0;\n'
        '            enum err store_viewer_add(struct store *, struct span, const void *, size_t, struct span,'
        ' size_t *);\n'
        '            (void)store_viewer_add(t.e->store, span_of(name, 16), name, 1, span_text("kept"), &taken);\n'
        '            count_views(&t, i);\n'),
    'P-watch-untold': (
        'src/feed/part.c', '            return sizes[i];\n', '            return body + FEED_PART_HEAD;\n'),
    'P-no-showing-time': (
        'src/blob/blob.c', 'flags | O_NOATIME) : -1;', 'flags) : -1;'),
    'P-counts-exact': (
        'src/store/follow.c', '    if (there) {\n        return ERR_OK;\n    }\n', ''),
    'P-said-once': (
        'src/store/comment.c', '    if (saying->made_by.len == 0) {', '    if (saying->made_by.len < 100) {'),
    'P-liked-untold': (
        'src/feed/fold.c', '    enum err err = state_add(state, FEED_COMMENT_LIKES, comment);',
        '    enum err err = state_add(state, FEED_LIKES, comment);'),
    'P-read-sealed': (
        'src/edged/viewer_mark.c', '    if (*out_mark >= mark) {', '    if (*out_mark == mark) {'),
    'P-saved-sealed': (
        'src/edged/viewer_prefs.c', '{r->name, r->sealed, sealed};', '{r->name, r->sealed, plain};'),
    'P-not-public-nowhere': (
        'src/store/queries.tbl', "v.state = 'public' AND v.audience = 'public' AND NOT \" VIDEO_HIDDEN",
        "v.state = 'public' AND NOT \" VIDEO_HIDDEN"),
    'P-private-sealed': (
        'src/edged/audience.c', '    explicit_bzero(wishes->title, sizeof(wishes->title));\n', ''),
    'P-followers-only': (
        'src/store/queries.tbl', '" AND w.target_id = v.person_id)))) "', '" AND w.target_id = v.person_id) OR v.id > 0))) "'),
    'P-archive-all': (
        'src/edged/export_steps.c', 'int64_t newer = (x->part - 1) * EXPORT_VIDEOS;', 'int64_t newer = 0 * EXPORT_VIDEOS;'),
    'P-spoken-sealed': (
        'src/store/comment.c', 'db_bind_text(&q, 5, shut ? span_text("") : saying->text);', 'db_bind_text(&q, 5, saying->text);'),
    'P-spoken-opens': (
        'src/custodiand/ask_fields.c', ' && spoken.circle == circle;', ' && (spoken.circle == circle || circle > 0);'),
    'P-spoken-moves': (
        'src/store/audience.c', 'return run_1(db, QUERY_SPOKEN_NOTE, move->video, NULL);', 'return ERR_OK;'),
    'P-waiting-opens': (
        'src/custodiand/ask_fields.c', 'TRY(all_of(c, request, asked, waits));', 'TRY(all_of(c, request, asked, kept));'),
    'P-waiting-sealed': (
        'src/store/queries.tbl', "audience = 'public' AND words = $4\")", "audience = 'public' AND length($4) > 0\")"),
    'P-shared-opens': (
        'src/custodiand/ask_fields.c', 'enum err err = all_shared(asked) ? account_share_may(c->db, &f) : ERR_DENIED;',
        'enum err err = asked->count > 0 || all_shared(asked) ? account_share_may(c->db, &f) : ERR_DENIED;'),
    'P-muted-unseen': (
        'src/edged/feed.c', '    count = take_list(feed, count, &feed->kept.people.muted);\n', ''),
    'P-block-untold': (
        'src/custodiand/ask_fields.c', '    vault_mac(c->vault, "vitrine block 1", buf_span(&both), mac);',
        '    (void)c;\n    __builtin_memcpy(mac, both.ptr, ASK_PAIR_NAME);'),
    'P-block-holds': (
        'src/edged/videos.c', '&bars) && bars.count > 0) {', '&bars) && bars.count > 1) {'),
    'P-news-end': (
        'src/edged/events.c', '    p->ends = err == ERR_DENIED ||', '    p->ends = err == ERR_CONFLICT ||'),
    'P-words-leave': (
        'src/store/sweep.c', 'QUERY_LEAVE_NOTICES_FOR,\n                                       QUERY_LEAVE_NOTICES_BY};',
        'QUERY_LEAVE_NOTICES_FOR};'),
    'P-following-cheap': (
        'src/store/queries.tbl',
        '      "WHERE f.person_id = $1 ORDER BY h.published_ms DESC, h.id DESC LIMIT $4")',
        '      "WHERE +f.person_id = $1 ORDER BY h.published_ms DESC, h.id DESC LIMIT $4")'),
    'P-fold-once': (
        'src/store/viewer.c',
        '    return changes == 1 ? ERR_OK : ERR_CONFLICT;\n}\n\nstatic enum err drop_old',
        '    return changes <= 1 ? ERR_OK : ERR_CONFLICT;\n}\n\nstatic enum err drop_old'),
    'P-like-once': (
        'src/feed/fold.c',
        '    if (feed_state_has(state, FEED_LIKES, act->video)) {\n',
        '    if (feed_state_has(state, FEED_LIKES, act->video)) {\n        effect->likes = 1;\n'),
    'P-like-counted': (
        'src/edged/counts.c', 'number > durable ? COUNTS_LOST', 'number < durable ? COUNTS_LOST'),
    'P-watch-once': (
        'src/feed/hot.c', 'feed_watch_order(watch, &hot->recent[at - 1]) == 0) {',
        'feed_watch_order(watch, &hot->recent[at - 1]) > 0) {'),
    'P-part-changed': (
        'src/edged/viewer_rows.c', '        return ERR_FORMAT;\n', '        return ERR_DENIED;\n'),
    'P-watch-goes-on': (
        'src/edged/viewer.c', '        TRY(viewer_fold(v, NULL));\n        TRY(store_viewer_add_each(',
        '        TRY(ERR_CONFLICT);\n        TRY(store_viewer_add_each('),
    'P-other-sessions-end': (
        'src/custodiand/ask_secrets.c',
        '    return account_session_end_others(c->db, row.person.user, asked.token);\n',
        '    return ERR_OK;\n'),
    'P-recovery-once': (
        'src/account/recovery.c', '"DELETE FROM recovery WHERE account_id = $1 AND code_hash = $2"',
        '"UPDATE recovery SET account_id = $1 WHERE account_id = $1 AND code_hash = $2"'),
    'P-not-locked-out': (
        'src/custodiand/ask_people.c', '        known = err == ERR_OK ? sign->device : known;\n', ''),
    'P-flood-shared': (
        'src/web/patient.c', 'waiting_of(p, x->request.client) >= p->client_max ? ERR_LIMIT',
        'waiting_of(p, x->request.client) > p->max ? ERR_LIMIT'),
    'P-passkey-checked': (
        'src/passkey/check.c', 'uint8_t needed = PASSKEY_PRESENT | PASSKEY_VERIFIED;',
        'uint8_t needed = PASSKEY_PRESENT;'),
    'P-api-described': (
        'src/edged/video_json.c', 'jot_put_int(j, "watches", v->watches);', 'jot_put_int(j, "views", v->watches);'),
    'P-captions-found': (
        'src/store/queries.tbl', 'FROM caption WHERE video_id = $1 ORDER BY 2, 3")',
        'FROM caption WHERE video_id = -$1 ORDER BY 2, 3")'),
    'P-search-sees-public': (
        'src/store/queries.tbl', 'FROM person p WHERE p.id = $1 AND NOT "\n      IS_HIDDEN("person", "p.id"))',
        'FROM person p WHERE p.id = $1")'),
    'P-search-any-text': (
        'src/store/search.c', 'more = t->count < LIMIT_SEARCH_WORDS && word_next(&text, &next);',
        'more = t->count < 40 * LIMIT_SEARCH_WORDS && word_next(&text, &next);'),
    'P-search-forgets': (
        'src/store/words_merge.c', 'TRY(run_1(db, merges[m->kind], m->pages, NULL));',
        'TRY(run_1(db, merges[m->kind], 1, NULL));'),
    'P-words-stay-words': (
        'src/base/markup.c', 'if (reference != NULL) {', "if (reference != NULL && rest.ptr[0] != '<') {"),
    'P-own-address': (
        'src/edged/shell.c', 'buf_append_text(&text, e->web_origin);', 'buf_append_text(&text, e->origin);'),
    'P-framed-only': (
        'src/web/send.c', '                                       : WEB_HTML_POLICY);',
        '                                       : WEB_EMBED_POLICY);'),
    'P-two-languages': (
        'src/edged/tongue.c', '    (void)web_answer_header(a, "Vary", "Accept-Language");\n', ''),
    'P-passkey-needs-password': (
        'src/custodiand/ask_secrets.c',
        '        return ERR_DENIED;\n    }\n    guess_back(c->guess, job->guess, time_mono_ms());\n    return job->err;\n',
        '        return ERR_OK;\n    }\n    guess_back(c->guess, job->guess, time_mono_ms());\n    return job->err;\n'),
    'P-under-13': (
        'src/base/api/base_limits.h', 'LIMIT_AGE_YEARS = 13,', 'LIMIT_AGE_YEARS = 12,'),
    'P-table': (
        'src/custodiand/table.c', 'ask_rows[i].ask == ask && ask_rows[i].role == role',
        'ask_rows[i].ask == ask && role != ROLE_NONE'),
    'P-malformed': (
        'src/custodiand/peers.c',
        '        return cut(l, channel->role, channel->generation, REFUSED_MALFORMED);\n    }\n'
        '    enum handled',
        '        return ERR_OK;\n    }\n    enum handled'),
    'P-data-map': (
        'src/datamap/fields.c', '"account", "password"', '"account", "passwort"'),
    'P-event-once': (
        'src/custodiand/journal.c', '    TRY(ledger_tail(j->ledger, LIMIT_READ_BACK, know_entry, j));\n',
        '    TRY(ledger_tail(j->ledger, 0, know_entry, j));\n'),
    'P-lost-is-said': (
        'src/gate/events.c', '        last->value++;\n', '        last->value = 1;\n'),
    'P-room-guarded': (
        'src/gate/guard.c', '    limit.rlim_cur = low ? 0 : limit.rlim_max;\n',
        '    limit.rlim_cur = low ? 1 << 30 : limit.rlim_max;\n'),
    'P-clock-said': (
        'src/custodiand/journal.c', '    j->last_ms = wall_ms;\n    return journal_append(j, &entry);\n',
        '    j->last_ms = wall_ms;\n    return ERR_OK;\n'),
    'P-unmapped-refused': (
        'src/store/store.c', '    TRY(columns_check(db, problem));\n',
        '    TRY(db == NULL ? columns_check(db, problem) : ERR_OK);\n'),
    'P-files-mapped': (
        'src/custodiand/said.c', 'file_name[] = "said"', 'file_name[] = "said.txt"'),
    'P-log-mapped': (
        'src/custodiand/main.c', 'diag(DIAG_ERROR, "could not be confined: %s", err_text(err));',
        'diag(DIAG_ERROR, "could not be confined: %s", a->config.origin);'),
    'P-map-in-ledger': (
        'src/verify/map.c', 'if (memcmp(digest, mark->map, sizeof(digest)) != 0) {',
        'if (memcmp(digest, mark->map, 0) != 0) {'),
    'P-sealed-stays-put': (
        'src/vault/seal.c', '    bound_u16(&b, field->number);\n', '    bound_u16(&b, FIELD_WATCH);\n'),
    'P-nothing-in-the-clear': (
        'src/store/draft.c', 'return store_delete(s, op_drop, &id);', 'return store_write(s, op_drop, &id);'),
    'P-memory-forgets': (
        'src/gate/spawn.c', 'glibc.malloc.perturb=165:', 'glibc.malloc.perturb=0:'),
    'P-memory-locked': (
        'src/confine/hold.c', 'MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT', 'MCL_CURRENT | MCL_ONFAULT'),
    'P-keys-locked': (
        'src/ledger/ledger.c', 'if (sodium_mlock(block, sizeof(struct keys)) != 0) {',
        'if (block == NULL) {'),
    'P-rotation-keeps-ways-in': (
        'src/vault/seal.c', 'const struct region_key *mac = &v->locked->mac;\n    crypto_generichash_state',
        'const struct region_key *mac = &v->locked->now;\n    crypto_generichash_state'),
    'P-erased': (
        'src/account/leave.c', '    TRY(account_keys_drop(keys, user));\n', ''),
    'P-erasure-undo': (
        'src/account/leave.c', "AND leaves_ms <= $1", "AND $1 <> 0"),
    'P-erasure-entry-names-nobody': (
        'src/wire/receipt.c', '    memcpy(at, salt, RECEIPT_SALT);\n', '    memset(at, salt[0] & 0, RECEIPT_SALT);\n'),
    'P-erased-again': (
        'src/custodiand/erasing.c', '    return s->bytes.len > 0 &&', '    return s->bytes.len > 1000 &&'),
    'P-video-removed': (
        'src/store/queries.tbl', '"SELECT id FROM video WHERE id = $1 AND person_id = $2"',
        '"SELECT id FROM video WHERE id = $1 AND person_id <> $2 + 1"'),
    'P-key-rotates': (
        'src/custodiand/rotation.c', '        TRY(account_region_key(db, vault_key_id(v)));\n', ''),
    'P-old-key-destroyed': (
        'src/vault/region.c', '    TRY(key_overwrite(v, REGION_KEY));\n    return key_succeed(v);',
        '    return key_succeed(v);'),
    'P-ledger-form': (
        'src/tlog/hash.c', 'leaf_prefix[] = {0}', 'leaf_prefix[] = {2}'),
    'P-ledger-durable': (
        'src/ledger/publish.c', '    return fsync(fd) == 0 ? ERR_OK : err_from_errno(errno);',
        '    return fd >= 0 ? ERR_OK : err_from_errno(errno);'),
    'P-ledger-one-writer': (
        'src/ledger/ledger.c', 'if (flock(l->private_fd, LOCK_EX | LOCK_NB) == 0) {',
        'if (l->private_fd >= 0) {'),
    'P-old-copy-refused': (
        'src/ledger/known.c', '    if (k->at.size <= size) {', '    if (k->at.size <= size + 1000) {'),
    'P-ledger-read-back': (
        'src/ledger/batch.c', '    if (!tlog_hash_equal(&leaf, &was)) {\n        return ERR_CONFLICT;\n',
        '    if (!tlog_hash_equal(&leaf, &was)) {\n        leaf = was;\n'),
    'P-ledger-lists-nothing': (
        'src/ledger/open.c', '    TRY(publish_sweep(l->private_fd, &l->problem));\n',
        '    TRY(publish_sweep(l->private_fd, &l->problem));\n'
        '    TRY(publish_sweep(l->public_fd, &l->problem));\n'),
    'P-receipt': (
        'src/tlog/receipt.c', 'state = err == ERR_OK       ? TLOG_RECEIPT_GOOD\n',
        'state = err != ERR_FORMAT   ? TLOG_RECEIPT_GOOD\n'),
    'P-weak-keys': (
        'src/tlog/note.c', ' || crypto_core_ed25519_is_valid_point(key) != 1', ''),
    'P-no-person': (
        'src/custodiand/ask_people.c', '    TRY(account_create(c->db, &c->keys, &new, &person));\n',
        '    TRY(account_create(c->db, &c->keys, &new, &person));\n'
        '    TRY(ledger_append(c->journal.ledger, sign.handle));\n'),
    'P-unreviewed': (
        'src/ledger/entry.c', '"build", "unreviewed"', '"build", "reviewed"'),
    'P-entry-fits': (
        'src/ledger/entry.c', '    TRY(tlog_entry_fits(buf_span(j->out)));\n', ''),
    'P-entries-counted': (
        'src/custodiand/journal.c', '    tlog_tally_add(&j->tally, &e);\n    bool', '    bool'),
    'P-claims-no-more-than-checked': (
        'src/edged/claims.c', 'jot_put_text(&j, "state", claims_state_name(state_of(row, record)));',
        'jot_put_text(&j, "state", row->at_most);'),
    'P-quorum-age': (
        'src/tlog/policy.c', '*out_time_s = policy->has_quorum ? times_s[policy->quorum] : newest_s;',
        '*out_time_s = newest_s;'),
    'P-lately-waited': (
        'src/verify/later.c', 'v->story.mark.time_ms - changed_ms >= LATELY_MS', 'v->story.mark.time_ms >= changed_ms'),
    'P-members-only': (
        'src/verify/growth.c', '        v->story.officed = v->old->officed;\n', ''),
    'P-decision-signed': (
        'src/verify/signed.c', 'approval_verify(&envelope, buf_span(&payload)) != ERR_OK) {', 'payload.len == 0) {'),
    'P-label-compared': (
        'src/verify/decided.c', "return row->label[0] == '?' ||", "return row->label[0] != '\\0' ||"),
    'P-ended-was-started': (
        'src/verify/runs.c', '        if (strcmp(runs[i].role, run->role) == 0 &&', '        if (strcmp(runs[i].role, run->role) <= 0 ||'),
    'P-later-there': (
        'src/verify/later.c', 'if (!v->fetcher.source.live) {', 'if (index > 0) {'),
    'P-hidden-asked': (
        'src/verify/decided.c', 'row->state == POLICY_HIDDEN && err != ERR_NOT_FOUND', 'row->state == POLICY_HIDDEN && err == ERR_OK'),
    'P-begins-once': (
        'src/verify/story.c', '&& !span_is(s->origin, s->named)) {', '&& s->origin.len == 0) {'),
    'P-answer-another-verified': (
        'src/verify/decided.c', 'if (memcmp(key, row->key, sizeof(key)) == 0) {', 'if (false) {'),
    'P-own-receipt': (
        'src/verify/receipt.c', '!has_digest(&statement, "opening", digest)', 'false'),
    'P-claims-have-a-history': (
        'src/custodiand/claimed.c', 'TRY(say(c, j, record.name, record.digest, CLAIMS_WITHDRAWN));', ''),
    'P-verify': (
        'src/verify/check.c', '    if (v->checkpoint.size < v->old->edge.size) {',
        '    if (v->checkpoint.size + 1000 < v->old->edge.size) {'),
    'P-verify-evidence': (
        'src/verify/evidence.c', 'tlog_hash_equal(&out_of[0].root, &out_of[1].root) ? ERR_NOT_FOUND : ERR_OK;',
        'ERR_OK;'),
    'P-fork-stays': (
        'src/verify/check.c', '!visit_was_fork(v) &&', '!(visit_was_fork(v) && v->now == NULL) &&'),
    'P-signed-is-kept': (
        'src/verify/unread.c', 'remembered ? ERR_OK : file_replace(AT_FDCWD, path, note, 0600);', 'remembered ? ERR_OK : ERR_OK;'),
    'P-memory-lost-told': (
        'src/verify/check.c', 'enum err err = visit_remember(v);\n    if (err != ERR_OK) {',
        'enum err err = visit_remember(v);\n    if (err == ERR_LIMIT) {'),
    'P-any-agent': (
        'src/cli/http.c', 'CURLOPT_USERAGENT, h->agent);', 'CURLOPT_USERAGENT, "vitrine");'),
    'P-policy-followed': (
        'src/verify/tell.c', 'if (s->kinds[TLOG_KIND_WITNESSES] > 0) {', 'if (s->kinds[TLOG_KIND_WITNESSES] > 1000) {'),
    'P-copy-older': (
        'src/verify/growth.c', 'if (!v->fetcher.source.live) {', 'if (was == 0) {'),
    'P-visits-take-turns': (
        'src/verify/visit.c', 'flock(v->lock_fd, LOCK_EX | LOCK_NB)', 'flock(v->lock_fd, LOCK_SH | LOCK_NB)'),
    'P-verify-names': (
        'src/verify/audit.c', 'if (bytes.ptr[i] != own[i]) {', 'if (bytes.ptr[i] != own[i] && i > 0) {'),
    'P-verify-backdated': (
        'src/verify/story.c', '|| time_ms >= s->fresh_ms) {', '|| time_ms >= 0) {'),
    'P-verify-bounded': (
        'src/verify/audit.c', 'in_time.time_ms = f->until_ms - time_mono_ms();',
        'in_time.time_ms = LIMIT_FETCH_MS;'),
    'P-app-named': (
        'src/verify/app.c', 'if (memcmp(digest, file->digest, sizeof(digest)) == 0) {',
        'if (sizeof(digest) > 0) {'),
    'P-copy': (
        'src/cli/mirror.c', 'bool holds = v->whole && v->exit', 'bool holds = v->exit'),
    'P-verify-small': (
        'src/offline/meson.build', "'offline.c', 'sha256.c'", "'offline.c'"),
    'P-verify-watch': (
        'src/cli/verify.c', '    if (!news) {\n', '    if (!news || v->exit != VERIFY_OK) {\n'),
    'P-index-first': (
        'src/media/file.c', '"movflags", "+faststart", NULL', '"movflags", "+write_colr", NULL'),
    'P-no-metadata': (
        'src/media/file.c', 'file->format->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;',
        'file->format->flags |= AVFMT_FLAG_CUSTOM_IO;'),
    'P-upright': (
        'src/media/reel.c', 'return media_turn_of(matrix != NULL ? matrix : media_source_matrix(stream));',
        'return media_turn_of(matrix != NULL ? NULL : media_source_matrix(stream));'),
    'P-never-larger': (
        'src/media/plan.c', 'int edge = lines < edges[i] ? lines : edges[i];', 'int edge = edges[i];'),
    'P-loudness': (
        'src/media/sound.c', '(struct media_stereo){sound->samples[0], sound->samples[1], (size_t)sound->made}',
        '(struct media_stereo){sound->samples[0], sound->samples[1], (size_t)sound->made * 0}'),
    'P-true-peak': (
        'src/media/voice.c', 'if (over_db <= 0 || i == TRIES) {', 'if (over_db <= 0 || i == 1) {'),
    'P-seek': (
        'src/media/encoder.c', '    GROUP_S = 2, ', '    GROUP_S = 4, '),
    'P-hls-parts': (
        'src/media/file.c', 'rendition->segments[rendition->segment_count++].bytes = bytes;',
        'rendition->init_bytes += bytes;\n'
        '            rendition->segments[rendition->segment_count++].bytes = 0;'),
    'P-hostile-clip': (
        'src/media/source.c', '        return ERR_FORMAT;\n    }\n    TRY(err);\n    for',
        '        return ERR_NOMEM;\n    }\n    TRY(err);\n    for'),
    'P-original-deleted': (
        'src/edged/judge.c', '        (void)blob_drop(config->blobs, BLOB_ORIGINAL, &job->original);\n',
        '        (void)config->blobs;\n'),
    'P-fair': (
        'src/store/queries.tbl', "r.state = 'running' AND r.person_id = q.person_id) \"",
        "r.state = 'running' AND r.person_id = -q.person_id) \""),
    'P-retry': (
        'src/edged/judge.c', 'bool kept = refusal_may_pass(report->refusal);',
        'bool kept = report->refusal > 100;'),
    'P-first-soon': (
        'src/edged/job.c', '.code = job->row.rest ? STAGE_REST : STAGE_FIRST,', '.code = STAGE_REST,'),
    'P-goes-on': (
        'src/store/job.c',
        '    if (err == ERR_NOT_FOUND) {\n        err = find_running(r.db, true, out_job);\n    }\n', ''),
    'P-hung-job': (
        'src/edged/jobs.c', 'LIMIT_JOB_ANSWER_MS;\n    job_stop(&j->config, &place->job);\n',
        'LIMIT_JOB_ANSWER_MS;\n'),
    'P-progress': (
        'src/edged/jobs.c', '        place->percent = seen.percent;\n', ''),
    'P-hls': (
        'src/edged/playlist.c', '        at += segment->bytes;\n', '        at += segment->bytes + 1;\n'),
    'P-old-database': (
        'src/store/schema/0003_renditions.sql',
        "FROM video_1 WHERE state = 'public';", "FROM video_1 WHERE state = 'shown';"),
    'P-refused-in-words': (
        'src/wire/report.c', '        (void)buf_append_span(out, span_cut(&rest, \'%\'));\n',
        '        (void)span_cut(&rest, \'%\');\n'),
    'P-add-goes-on': (
        'src/cli/uploader.c', '        remember(t);\n', '        (void)remember;\n'),
    'P-client-scope': (
        'src/account/session.c', 'if (scopes != 0 && (scopes & scope) == 0) {', 'if (scopes < 0) {'),
    'P-client-code-once': (
        'src/account/permit.c', '(found.used && found.used_by != (int64_t)redeem->request)',
        '(found.used && redeem->request == 0)'),
    'P-client-no-detour': (
        'src/edged/oauth_ask.c', 'return span_equal(origin, client) ||',
        "return (origin.len >= client.len && memcmp(origin.ptr, client.ptr, client.len) == 0) ||"),
    'P-client-no-cookie': (
        'src/web/check.c', '        leave_out(x, "Cookie");\n', '        leave_out(x, "Cookies");\n'),
    'P-front-tells-apart': (
        'src/web/check.c', 'x->by_front && i < x->header_count', 'i < x->header_count'),
    'P-cookie-secure': (
        'src/web/answer.c', 'a->secure ? "; Secure" : ""', 'a->secure ? "" : ""'),
    'P-same-site': (
        'src/web/check.c', '!is_safe(x->request.method) && !web_origin_is_same(&origin)',
        '!is_safe(x->request.method) && x->request.method == WEB_PUT && !web_origin_is_same(&origin)'),
    'P-build-borders': (
        'src/edged/session.c', '#include "session.h"\n', '#include "session.h"\n\n#include <sodium.h>\n'),
    'P-demo': (
        'src/cli/demo.c', '(void)buf_printf(&list, "%-*s %s\\n", LIMIT_HANDLE_MIN * 4, p->handle, p->password);',
        '(void)buf_printf(&list, "%-*s %s\\n", LIMIT_HANDLE_MIN * 4, p->handle, "aaaaaaaaaaaaaaaa");'),
    'P-heartbeat': (
        'src/base/api/base_limits.h', 'LIMIT_HEARTBEAT_MS = 60 * 1000', 'LIMIT_HEARTBEAT_MS = 900 * 1000'),
    'P-swipe': (
        'src/app/src/ui/player.tsx', '  try {\n    await element.play();\n',
        '  try {\n    await Promise.resolve();\n'),
    'P-no-third-party': (
        'src/app/src/main.tsx', '  startWatches();\n',
        "  startWatches();\n  new Image().src = 'http://127.0.0.2/pixel.png';\n"),
    'P-weaker-holds': (
        'src/confine/confine.c', '    TRY(landlock_restrict(c, &landlock));\n',
        '    landlock = c->path_count > 0;\n'),
    'P-full-disk': (
        'src/edged/room.c', 'web_answer_problem(a, 507,', 'web_answer_problem(a, 500,'),
    'P-upload-resumes': (
        'src/edged/jobs.c',
        'return err == ERR_NOT_FOUND ? store_draft_needs(app, span_text(id->text)) : err;',
        'return err;'),
    'P-upload-after-reload': (
        'src/app/src/stores/upload.ts', 'const resume = before !== null && sameDetails(before.details, details);',
        'const resume = before !== null && !sameDetails(before.details, details);'),
    'P-upload-once': (
        'src/edged/drafts.c',
        '        err = draft_settle(&d);\n    }\n    if (err != ERR_OK) { /* its client',
        '    }\n    if (err != ERR_OK) { /* its client'),
    'P-upload-newest': (
        'src/edged/turns.c', '    if (turn->owner == owner) {\n        return true;',
        '    if (turn->owner == owner || owner != NULL) {\n        return true;'),
    'P-upload-checked': (
        'src/edged/chunk.c', 'int64_t checked = c->sum != NULL ? (int64_t)c->at : -1;',
        'int64_t checked = -1;'),
    'P-upload-one-owner': (
        'src/store/queries.tbl', 'DRAFT_TAIL_BYTES "FROM draft WHERE id = $1 AND person_id = $2")',
        'DRAFT_TAIL_BYTES "FROM draft WHERE id = $1 AND person_id > 0 * $2")'),
    'P-upload-expires': (
        'src/edged/drafts.c',
        '    }\n    TRY(draft_claim(&d, NULL));\n    return draft_remove(&d);\n', '    }\n    TRY(draft_claim(&d, NULL));\n'
        '    return store_draft_extend(of->store, span_text(row->id), INT64_MAX);\n'),
    'P-quota': (
        'src/store/draft.c', 'room->bytes > max - bytes;', 'room->bytes > max;'),
    'P-same-bytes': (
        'meson.build', "  '-ffile-prefix-map=' + meson.current_build_dir() + '=.',\n",
        "  '-ffile-prefix-map=' + meson.current_build_dir() + '=' + meson.current_build_dir(),\n"),
    'P-feed-once': (
        'src/feed/sieve.c', 'i < state->set_count && !seen;', 'i < 0 * state->set_count && !seen;'),
    'P-feed-filtered': (
        'src/feed/sieve.c', 'if (feed_ids_has(&request->filter.hidden, row->person)) {',
        'if (request->filter.hidden.count > 100) {'),
    'P-feed-apart': (
        'src/feed/spacing.c', 'size_t pairs = forced_behind(spacing, entry->group) +',
        'size_t pairs = 0 * forced_behind(spacing, entry->group) +'),
    'P-feed-ten': (
        'src/feed/spacing.c',
        'return cost + crowds(spacing->sounds, spacing->sound_count, entry->row->sound);',
        'return cost;'),
    'P-views-bounded': (
        'src/edged/watches.c', 'rate_take_some(e->views, t->viewer_of[turn],', 'rate_take_some(e->views, 0 * turn,'),
    'P-views-once': (
        'src/edged/replays.c', 'out_found[i] = has(', 'out_found[i] = marks[i] == 0 && has('),
    'P-cursor-own': (
        'src/edged/page.c', 'return memcmp(sums[0], sums[1], SUM) == 0 ? ERR_OK : ERR_FORMAT;', 'return ERR_OK;'),
    'P-hidden-under-way': (
        'src/web/hold.c', '    return h->may(h->app, h->name);\n', '    return true;\n'),
    'P-warned-everywhere': (
        'src/edged/comments.c', 'people_put_label(j, c->label);', 'people_put_label(j, "");'),
    'P-feed-new': (
        'src/feed/page.c', '    return there < planned;\n', '    return there > planned;\n'),
    'P-feed-replay': (
        'src/feed/page.c', '        return a->lot < b->lot;\n', '        return false;\n'),
    'P-feed-why': (
        'src/feed/page.c', 'if (item->score.terms[term] > why.value) {',
        'if (item->score.terms[term] > 0) {'),
    'P-feed-sitting': (
        'src/edged/feed.c', 'if (!comes && (ends || is_kept(feed, cursor->shown[i]))) {',
        'if (!comes && ends && is_kept(feed, cursor->shown[i])) {'),
    'P-feed-wishes': (
        'src/edged/feed.c', '(struct feed_ids){prefs->hidden, prefs->hidden_count};',
        '(struct feed_ids){prefs->hidden, 0};'),
    'P-feed-counts-once': (
        'src/feed/fold.c', 'effect->seen |= seen ? UINT64_C(1) << i : 0;',
        'effect->seen |= UINT64_C(1) << i;'),
    'P-hashtags': (
        'src/store/store.c', '        err = read_untagged(db);\n', ''),
    'P-trim': (
        'src/media/media.c', 'us + half_us >= work->length_us)', 'us + half_us >= work->length_us + 40000)'),
    'P-uploads-sealed': (
        'src/edged/shut.c', 'if (to->sealed && run.count > 0) {', 'if (to->sealed && run.count > SHUT_AT_ONCE) {'),
    'P-upload-goes-on': (
        'src/edged/draft_bytes.c', ' && (uint64_t)row->tail_piece == pieces;', ' && (uint64_t)row->tail_piece <= pieces;'),
    'P-clip-change-seen': (
        'src/edged/judge.c', 'bool lost = why == ERR_FORMAT || why == ERR_DENIED;',
        'bool lost = why == ERR_FORMAT && why == ERR_DENIED;'),
    'P-still-unnamed': (
        'src/blob/blob.c', 'enum err dropped = blob_drop(b, BLOB_DRAFT, &id);', 'enum err dropped = ERR_OK;'),
    'P-metadata-sealed': (
        'src/edged/tus.c', 'if (sealed.len == 0 && row->title[0] !=', 'if (row->title[0] !='),
    'P-captions': (
        'src/vtt/cue.c', '    for (size_t i = 0; i < text.len; i++) {\n        const char *name = text.ptr[i] ==',
        '    for (size_t i = 0; i < text.len; i++) {\n        const char *name = text.ptr[i] + 1 =='),
    'P-avatar': (
        'src/media/portrait.c', 'return media_turn_of((const void *)data->data);',
        'return media_turn_of(NULL);'),
    'P-avatar-gone': (
        'src/store/avatar.c', '    TRY(note_removal(db, QUERY_AVATAR_DROP, *person));\n', ''),
    'P-backup-sealed': (
        'src/custodiand/backup.c', '{b->people, PART_PEOPLE, BACKUP_FD_PEOPLE, 2},',
        '{b->people, PART_PEOPLE, BACKUP_FD_PEOPLE, 1},'),
    'P-backup-hangs': (
        'src/gate/backup.c', 'return b->client == client && client->fd >= 0 &&',
        'return b->client == client && client->fd < 0 &&'),
    'P-backup-whole': (
        'src/cli/restore_check.c', 'return memcmp(got, digest, sizeof(got)) == 0',
        'return memcmp(got, digest, 0) == 0'),
    'P-restore-whole': (
        'src/custodiand/restore.c', '    TRY(journal_restored(j, &restored));\n',
        '    TRY(restored.to == 0 ? journal_restored(j, &restored) : ERR_OK);\n'),
    'P-restore-asks-witnesses': (
        'src/cli/restore_ledger.c', '    TRY(restore_witnesses(r));\n', ''),
    'P-begun-anew': (
        'src/custodiand/restore.c', 'a->known > 0 ? journal_anew', 'a->known > UINT32_MAX ? journal_anew'),
    'P-restore-forgotten': (
        'src/cli/restore_witnesses.c', 'if (err == ERR_NOT_FOUND && !is_excused', 'if (err == ERR_NOMEM && !is_excused'),
    'P-restore-erases': (
        'src/custodiand/custodian.c', 'if (err == ERR_OK && c->restore.asked) {',
        'if (err == ERR_OK && !c->restore.asked) {'),
    'P-restore-decides': (
        'src/custodiand/office_again.c', '} else if (kind == TLOG_KIND_DECISION) {', '} else if (kind == TLOG_KIND_COUNT_) {'),
    'P-restore-ends-sessions': (
        'src/account/session.c', 'sql_end_all[] = "DELETE FROM session"',
        'sql_end_all[] = "DELETE FROM session WHERE expires_ms < 0"'),
    'P-restore-never-rewinds': (
        'src/cli/restore_ledger.c', 'if (newest->at.size > r->best->size) {',
        'if (newest->at.size > r->best->size + 1000) {'),
    'P-see-all-my-data': (
        'src/account/data.c', 'created_ms, expires_ms, opened,', 'created_ms, opened,'),
    'P-my-zip-only-mine': (
        'src/store/queries.tbl', '"FROM video v WHERE v.person_id = $1 AND v.id < $2 ORDER BY v.id DESC LIMIT 1")',
        '"FROM video v WHERE v.person_id >= 0 * $1 AND v.id < $2 ORDER BY v.id DESC LIMIT 1")'),
    'P-zip-whole-or-not': (
        'src/edged/export_steps.c', '    if (got <= 0) {\n        return ERR_IO;\n    }\n    piece->len',
        '    if (got <= 0) {\n        got = (ssize_t)len;\n    }\n    piece->len'),
    'P-correct-my-data': (
        'src/account/correct.c', ' WHERE id = $2 AND birth_corrected = 0', ' WHERE id = $2'),
    'P-hidden-everywhere': (
        'src/store/queries.tbl', '"WHERE r.mp4 = $1 AND " VIDEO_SHOWN)',
        '"WHERE r.mp4 = $1 AND v.state = \'public\'")'),
    'P-page-as-written': (
        'src/store/store.c', '    shown_changed(s->shown);\n    known_clear(s->known);\n', '    (void)s;\n'),
    'P-page-by-session': (
        'src/edged/feed_answer.c', 'if (err == ERR_OK && !p->feed.kept.opened) {', 'if (err == ERR_DENIED) {'),
    'P-fill-said': (
        'src/store/fill.c', 'QUERY_FILL_ANYBODY, QUERY_FILL_ANYTHING, QUERY_FILL_IS};', 'QUERY_FILL_IS};'),
    'P-only-members-decide': (
        'src/custodiand/office.c', 'return member || first ? ERR_OK', 'return member || first || !empty ? ERR_OK'),
    'P-decision-first-in-ledger': (
        'src/account/office.c', '    if (decision.entry < 0) {\n', '    if (decision.number < 0) {\n'),
    'P-decision-holds': (
        'src/store/decision.c', '    if (ruling->number != last + 1) {\n', '    if (ruling->number == 0) {\n'),
    'P-author-told': (
        'src/store/queries.tbl',
        '      "WHERE person_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3")\n',
        '      "WHERE person_id <> $1 AND number < $2 ORDER BY number DESC LIMIT $3")\n'),
    'P-decision-names-nobody': (
        'src/approval/opening.c',
        '        (void)buf_append(&bound, opening->salt, sizeof(opening->salt));\n', ''),
    'P-hidden-within-a-minute': (
        'src/edged/media_cache.h', 'max-age=45, must-revalidate"', 'max-age=3600"'),
    'P-row-by-hand-found': (
        'src/verify/decided.c',
        ' ||\n               strcmp(policy_state_name(said->state), text_of(row, "state")) != 0) {', ') {'),
    'P-witness-durable-first': (
        'src/witnessd/witness.c', 'if (file_replace(w->dir_fd, k->path, buf_span(note), 0600) != ERR_OK) {',
        'if (w->dir_fd < 0) {'),
    'P-witness-no-fork': (
        'src/witnessd/witness.c', 'return tlog_consistency_check(&r->proof, &growth) == ERR_OK;',
        'return tlog_consistency_check(&r->proof, &growth) != ERR_NOMEM;'),
    'P-witness-of-others': (
        'src/tlog/note.c', '"cosignature/v1\\ntime %"', '"cosignature/v1\\ntimes %"'),
    'P-region-cosigned': (
        'src/custodiand/witnesses.c', '    if (count < w->whom.quorum) {', '    if (count > w->whom.quorum) {'),
    'P-old-region': (
        'src/custodiand/loop.c', 'l->greeted ? 0 : GREETING_MS;', 'l->greeted ? 0 : 0 * GREETING_MS;'),
    'P-witnesses-first': (
        'src/custodiand/loop.c', 'TRY(l->held ? ERR_OK : entries_commit(c));', 'TRY(entries_commit(c));'),
    'P-rollback-seen-by-witness': (
        'src/custodiand/witnesses.c', '    if (size > ledger_size(w->ledger)) {',
        '    if (size > ledger_size(w->ledger) + 1000000) {'),
    'P-silence-said': (
        'src/custodiand/witnesses.c', '        return WITNESSES_STOPPED;', '        return WITNESSES_SILENT;'),
    'P-gatewayd-only-stamped': (
        'src/gatewayd/flows.c', 'row->check(stamped->body, origin);', 'origin == NULL ? ERR_DENIED : ERR_OK;'),
    'P-gatewayd-borders': (
        'src/gatewayd/sandbox.c', '{__NR_socket, CALL_INET, 0}', '{__NR_socket, CALL_ANY, 0}'),
    'P-browser-fork-stays': (
        'src/app/src/stores/ledger-look.ts', '    write(FORK, JSON.stringify(verdict.now));\n', ''),
    'P-browser-verifies': (
        'wasm/look.c', '        if (!tlog_hash_equal(&leaf, &leaves[i])) {', '        if (i > TLOG_TILE_WIDTH) {'),
    'P-report-sealed': (
        'src/custodiand/ask_desk.c',
        '        TRY(vault_seal(c->vault, subject, FIELD_REPORT, asked->words, &sealed));\n',
        '        (void)subject;\n        TRY(buf_append_span(&sealed, asked->words));\n'),
    'P-notice-anyone': (
        'src/custodiand/ask_desk.c', '    receipt_of(c, request->head.id, receipt);\n',
        '    receipt_of(c, 0, receipt);\n'),
    'P-notice-no-script': (
        'src/edged/legal_page.c', '    put_value(out, t, f);\n    (void)buf_append_text(out, "\\"></div>");\n',
        '    (void)buf_append_text(out, "\\"></div>");\n'),
    'P-reporter-told': (
        'src/account/desk.c', " WHERE r.account_id = $1 AND c.state <> 'open' AND c.closed_ms <= $2\"",
        " WHERE r.account_id = $1 AND c.state = 'decided' AND c.closed_ms <= $2\""),
    'P-answer-another-decides': (
        'src/custodiand/office.c', 'sizeof(before.member)) == 0) {',
        'sizeof(before.member)) == 0 && before.number == 0) {'),
    'P-answer-opens': (
        'src/custodiand/ask_desk.c', '    if (to->token != NULL) {', '    if (true) {'),
    'P-answer-outlives-author': (
        'src/account/leave.c', '"DELETE FROM answer WHERE account_id = $1 AND state <> \'open\'"',
        '"DELETE FROM answer WHERE account_id = $1"'),
    'P-desk-needs-member': (
        'src/account/sitting.c', '    if (changes != 1) {\n        return ERR_CONFLICT;\n    }\n    memcpy(due.digest',
        '    memcpy(due.digest'),
    'P-desk-look-once': (
        'src/account/sitting.c', 'return changes == 0 ? ERR_OK :', 'return changes == 7 ? ERR_OK :'),
    'P-desk-logged-first': (
        'src/account/sitting.c', '    if (db_column_i64(&q, 3) > 0) {', '    if (db_column_i64(&q, 3) > 1) {'),
    'P-desk-finds': (
        'src/account/queue.c', ' AND (c.sources & $2) = $2 AND (c.grounds & $3) = $3"',
        ' AND (c.sources | $2) <> -1 AND (c.grounds | $3) <> -1"'),
    'P-desk-key-stays': (
        'src/app/src/logic/member-key.ts', "{ name: 'Ed25519' }, false, ['sign']);",
        "{ name: 'Ed25519' }, true, ['sign']);"),
    'P-desk-signs-what-it-shows': (
        'src/app/src/ui/desk-sign.tsx', 'onClick={() => void send(() => signed(made))}',
        'onClick={() => void send(() => signed({ ...made, payload: made.payload.replace(/"previous":0/, \'"previous":1\') }))}'),
}
