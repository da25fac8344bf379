/*
 * handlers.h: one function per row of routes.c, in files by subject.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include "web_route.h"

/* sign.c: not a row's, but of those that cost a hash: whether this address may once more; else
 * ERR_BUSY, and the answer is 429 with Retry-After. */
web_handler sign_may;

/* accounts.c */
web_handler post_account;
web_handler post_session;
web_handler post_recovery;
web_handler delete_session;
web_handler get_me;

/* security.c */
web_handler get_sessions;
web_handler delete_sessions;
web_handler delete_session_of;
web_handler put_password;
web_handler post_recovery_codes;

/* oauth.c, oauth_token.c */
web_handler get_authorize;
web_handler post_authorize;
web_handler post_token;
web_handler post_revoke;
web_handler get_oauth_server;

/* passkeys.c */
web_handler post_passkey_session;
web_handler post_sign_in_challenge;
web_handler post_passkey_challenge;
web_handler post_passkey;
web_handler get_passkeys;
web_handler post_passkey_removal;

/* videos.c */
web_handler get_videos;
web_handler get_video;
web_handler get_my_videos;
web_handler post_retry;

web_handler patch_video;
web_handler delete_video;

/* search.c */
web_handler get_search;
web_handler get_hashtag;
web_handler get_hashtags;
web_handler get_hashtag_videos;

/* leave.c */
web_handler post_leaving;
web_handler delete_leaving;

/* correct.c */
web_handler patch_me;
web_handler patch_session;

/* mine.c */
web_handler get_my_data;

/* export.c */
web_handler get_my_zip;
/* decisions.c */
web_handler get_decision;
web_handler get_visibility;
web_handler get_my_decisions;
web_handler get_decision_receipt;
web_handler get_answer_receipt;
web_handler get_erasure_receipt;
web_handler post_answer;

/* reports.c */
web_handler get_report_grounds;
web_handler post_report;
web_handler get_my_reports;

/* desk.c, desk_queue.c, desk_cases.c */
web_handler post_desk_session;
web_handler delete_desk_session;
web_handler post_desk_statement;
web_handler get_desk_cases;
web_handler get_desk_case;
web_handler get_desk_poster;
web_handler get_desk_video;

/* legal.c */
web_handler post_legal_notice;
web_handler get_legal_notice;

/* legal_page.c */
web_handler get_notice_page;
web_handler post_notice_page;

/* captions.c */
web_handler put_caption;
web_handler delete_caption;
web_handler get_caption;
extern const struct web_sink caption_sink;

/* shut_media.c */
web_handler get_shut_rendition;
web_handler get_shut_picture;
web_handler get_shut_caption;

/* avatar.c */
web_handler put_avatar;
web_handler delete_avatar;
extern const struct web_sink still_sink;

/* playlists.c */
web_handler get_master_playlist;
web_handler get_media_playlist;

/* upload.c */
web_handler post_video;
extern const struct web_sink upload_sink;

/* tus.c */
web_handler options_uploads;
web_handler post_upload;
web_handler head_upload;
web_handler patch_upload;
web_handler delete_upload;
extern const struct web_sink create_sink;
extern const struct web_sink patch_sink;
extern const struct web_protocol tus_protocol;

/* uploads.c */
web_handler get_uploads;

/* watches.c */
web_together post_watches;
web_handler get_my_watches;
web_handler post_watches_repair;

/* likes.c */
web_handler put_like;
web_handler delete_like;
web_handler put_not_interested;
web_handler delete_not_interested;
web_handler get_my_likes;
web_handler post_taste_reset;

/* lists.c */
web_handler put_save;
web_handler delete_save;
web_handler get_my_saved;
web_handler put_mute;
web_handler delete_mute;
web_handler get_my_muted;
web_handler put_block;
web_handler delete_block;
web_handler get_my_blocked;

/* feed_answer.c */
web_handler get_feed;

/* feed_wishes.c */
web_handler get_my_feed;
web_handler put_feed_order;
web_handler put_feed_words;
web_handler put_hide;
web_handler delete_hide;
/* pages.c */
web_handler get_video_page;
web_handler get_person_page;
web_handler get_tag_page;
web_handler get_embed;

/* oembed.c */
web_handler get_oembed;

/* atom.c */
web_handler get_atom;
web_handler get_person_atom;
web_handler get_tag_atom;

/* people.c */
web_handler get_person;
web_handler get_person_videos;
web_handler get_followers;
web_handler get_following;
web_handler get_following_videos;
web_handler put_follow;
web_handler delete_follow;
web_handler patch_profile;

/* comments.c */
web_handler get_comments;
web_handler get_replies;
web_handler post_comment;
web_handler delete_comment;
web_handler put_comment_like;
web_handler delete_comment_like;

/* notices.c */
web_handler get_my_notices;
web_handler put_notices_read;
web_handler get_my_events;

/* files.c */
web_handler get_region;
web_handler get_data_map;
web_handler get_claims;
web_handler get_claims_page;
web_handler get_shell;
web_handler get_shell_alone;
web_handler get_asset;
web_handler get_rendition;
web_handler get_hls;
web_handler get_picture;
web_handler get_ledger_text;
web_handler get_ledger_tile;
web_handler get_witnesses;
web_handler get_other;

#endif
