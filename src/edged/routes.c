#include "routes.h"

#include "base_limits.h"
#include "handlers.h"
#include "wire_ask.h"

/* No row, no access. Quick rows read; what waits for the disk or for a password hash is patient.
 * Plain ones are quick and need to know nothing of who asks. Who: a MEMBER's own session only; a
 * READER, a WRITER, an UPLOADER is a member, or a client that they permitted this; a GUEST is
 * anybody, and shown what a member or a client that reads for them is. What takes a client's token
 * takes it from any site's page; an OUTSIDER is anybody from anywhere, and never known. */
#define WHO_ANYONE WEB_ANYONE, ASK_SCOPE_OWN, WEB_OWN_PAGES
#define WHO_OUTSIDER WEB_ANYONE, ASK_SCOPE_OWN, WEB_EVERY_PAGE
#define WHO_GUEST WEB_ANYONE, ASK_SCOPE_READ, WEB_TOKEN_PAGES
#define WHO_WATCHER WEB_ANYONE, ASK_SCOPE_WRITE, WEB_TOKEN_PAGES
#define WHO_MEMBER WEB_MEMBER, ASK_SCOPE_OWN, WEB_OWN_PAGES
#define WHO_READER WEB_CLIENT, ASK_SCOPE_READ, WEB_TOKEN_PAGES
#define WHO_WRITER WEB_CLIENT, ASK_SCOPE_WRITE, WEB_TOKEN_PAGES
#define WHO_UPLOADER WEB_CLIENT, ASK_SCOPE_UPLOAD, WEB_TOKEN_PAGES
#define GET(path, who, lane, handler)                                                              \
    {                                                                                              \
        WEB_GET, path, WHO_##who, WEB_##lane, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL, NULL    \
    }
#define POST(path, who, handler)                                                                   \
    {                                                                                              \
        WEB_POST, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,     \
            NULL, NULL, NULL                                                                       \
    }
#define LONG(method, path, who, handler)                                                           \
    {                                                                                              \
        WEB_##method, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_LONG_BODY, handler, NULL, \
            NULL, NULL, NULL                                                                       \
    }
#define ACT(path, handler)                                                                         \
    {                                                                                              \
        WEB_POST, path, WHO_UPLOADER, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL,    \
            NULL                                                                                   \
    }
#define PUT(path, who, handler)                                                                    \
    {                                                                                              \
        WEB_PUT, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,      \
            NULL, NULL, NULL                                                                       \
    }
#define PATCH(path, who, handler)                                                                  \
    {                                                                                              \
        WEB_PATCH, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,    \
            NULL, NULL, NULL                                                                       \
    }
#define DELETE(path, who, handler)                                                                 \
    {                                                                                              \
        WEB_DELETE, path, WHO_##who, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL,     \
            NULL                                                                                   \
    }
#define SAY(method, path, who, handler)                                                            \
    {                                                                                              \
        WEB_##method, path, WHO_##who, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL,   \
            NULL                                                                                   \
    }
#define UPLOAD(method, path, handler, sink, protocol)                                              \
    {                                                                                              \
        WEB_##method, path, WHO_UPLOADER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_UPLOAD_MIB *MIB,     \
            handler, sink, protocol, NULL, NULL                                                    \
    }
#define PICTURE(method, path, handler, sink)                                                       \
    {                                                                                              \
        WEB_##method, path, WHO_MEMBER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_PICTURE_MIB *MIB,      \
            handler, sink, NULL, NULL, NULL                                                        \
    }
#define CAPTIONS(method, path, handler, sink)                                                      \
    {                                                                                              \
        WEB_##method, path, WHO_UPLOADER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_CAPTIONS, handler,   \
            sink, NULL, NULL, NULL                                                                 \
    }
#define TUS(method, path, who, lane, handler)                                                      \
    {                                                                                              \
        WEB_##method, path, WHO_##who, WEB_##lane, WEB_BODY_NONE, 0, handler, NULL, &tus_protocol, \
            NULL, NULL                                                                             \
    }
#define SIGN(method, path, who, handler)                                                           \
    {                                                                                              \
        WEB_##method, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL, \
            NULL, sign_may, NULL                                                                   \
    }
#define TOGETHER(path, who, together)                                                              \
    {                                                                                              \
        WEB_POST, path, WHO_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, NULL, NULL, NULL,  \
            NULL, together                                                                         \
    }

const struct web_route routes[] = {
    /* people */
    SIGN(POST, "/api/v1/accounts", ANYONE, post_account),
    SIGN(POST, "/api/v1/sessions", ANYONE, post_session),
    DELETE("/api/v1/sessions/current", MEMBER, delete_session),
    SIGN(POST, "/api/v1/recoveries", ANYONE, post_recovery),
    GET("/api/v1/me", MEMBER, QUICK, get_me),
    SIGN(PATCH, "/api/v1/me", MEMBER, patch_me),
    GET("/api/v1/me/sessions", MEMBER, QUICK, get_sessions),
    DELETE("/api/v1/me/sessions", MEMBER, delete_sessions),
    DELETE("/api/v1/me/sessions/{id}", MEMBER, delete_session_of),
    PATCH("/api/v1/me/sessions/{id}", MEMBER, patch_session),
    SIGN(PUT, "/api/v1/me/password", MEMBER, put_password),
    SIGN(POST, "/api/v1/me/recovery-codes", MEMBER, post_recovery_codes),
    SIGN(POST, "/api/v1/sessions/passkey", ANYONE, post_passkey_session),
    SIGN(POST, "/api/v1/passkeys/challenge", ANYONE, post_sign_in_challenge),
    SIGN(POST, "/api/v1/me/passkeys/challenge", MEMBER, post_passkey_challenge),
    POST("/api/v1/me/passkeys", MEMBER, post_passkey),
    SIGN(POST, "/api/v1/me/leaving", MEMBER, post_leaving),
    DELETE("/api/v1/me/leaving", MEMBER, delete_leaving),
    PICTURE(PUT, "/api/v1/me/avatar", put_avatar, &still_sink),
    DELETE("/api/v1/me/avatar", MEMBER, delete_avatar),
    GET("/api/v1/me/data", MEMBER, PATIENT, get_my_data),
    GET("/api/v1/me/data.zip", MEMBER, PATIENT, get_my_zip),
    GET("/api/v1/me/passkeys", MEMBER, QUICK, get_passkeys),
    SIGN(POST, "/api/v1/me/passkeys/{id}/removal", MEMBER, post_passkey_removal),

    /* videos */
    GET("/api/v1/videos", GUEST, QUICK, get_videos),
    GET("/api/v1/videos/{id}", GUEST, QUICK, get_video),
    PATCH("/api/v1/videos/{id}", UPLOADER, patch_video),
    DELETE("/api/v1/videos/{id}", UPLOADER, delete_video),
    GET("/api/v1/videos/{id}/master.m3u8", OUTSIDER, QUICK, get_master_playlist),
    GET("/api/v1/videos/{id}/{number}.m3u8", OUTSIDER, QUICK, get_media_playlist),
    CAPTIONS(PUT, "/api/v1/videos/{id}/captions/{lang}", put_caption, &caption_sink),
    DELETE("/api/v1/videos/{id}/captions/{lang}", UPLOADER, delete_caption),
    GET("/api/v1/videos/{id}/media/{name}.mp4", MEMBER, PATIENT, get_shut_rendition),
    GET("/api/v1/videos/{id}/media/{name}.jpg", MEMBER, PATIENT, get_shut_picture),
    GET("/api/v1/videos/{id}/media/{name}.vtt", MEMBER, PATIENT, get_shut_caption),
    GET("/api/v1/me/videos", UPLOADER, QUICK, get_my_videos),
    ACT("/api/v1/videos/{id}/retry", post_retry),
    UPLOAD(POST, "/api/v1/videos", post_video, &upload_sink, NULL),

    /* finding */
    GET("/api/v1/search", GUEST, PATIENT, get_search),
    GET("/api/v1/hashtags", GUEST, QUICK, get_hashtags),
    GET("/api/v1/hashtags/{tag}", GUEST, QUICK, get_hashtag),
    GET("/api/v1/hashtags/{tag}/videos", GUEST, QUICK, get_hashtag_videos),
    /* what the office decided */
    GET("/api/v1/decisions/{id}", ANYONE, QUICK, get_decision),
    GET("/api/v1/visibility", ANYONE, QUICK, get_visibility),
    GET("/api/v1/me/decisions", MEMBER, PATIENT, get_my_decisions),
    GET("/api/v1/me/decisions/{id}/receipt", MEMBER, PATIENT, get_decision_receipt),
    GET("/api/v1/me/decisions/{id}/answer/receipt", MEMBER, PATIENT, get_answer_receipt),
    GET("/api/v1/me/receipt", MEMBER, PATIENT, get_erasure_receipt),
    LONG(POST, "/api/v1/me/decisions/{id}/answer", MEMBER, post_answer),
    GET("/api/v1/report-grounds", ANYONE, QUICK, get_report_grounds),
    POST("/api/v1/reports", MEMBER, post_report),
    GET("/api/v1/me/reports", MEMBER, PATIENT, get_my_reports),
    LONG(POST, "/api/v1/legal-notices", ANYONE, post_legal_notice),
    GET("/api/v1/legal-notices/{number}", ANYONE, PATIENT, get_legal_notice),

    /* the office's desk: whoever has sat down there, which their handlers find out */
    LONG(POST, "/api/v1/desk/session", ANYONE, post_desk_session),
    DELETE("/api/v1/desk/session", ANYONE, delete_desk_session),
    LONG(POST, "/api/v1/desk/statements", ANYONE, post_desk_statement),
    GET("/api/v1/desk/cases", ANYONE, PATIENT, get_desk_cases),
    GET("/api/v1/desk/cases/{id}", ANYONE, PATIENT, get_desk_case),
    GET("/api/v1/desk/cases/{id}/poster", ANYONE, PATIENT, get_desk_poster),
    GET("/api/v1/desk/cases/{id}/video", ANYONE, PATIENT, get_desk_video),

    /* uploads that may be resumed */
    TUS(OPTIONS, "/api/v1/uploads", ANYONE, QUICK, options_uploads),
    UPLOAD(POST, "/api/v1/uploads", post_upload, &create_sink, &tus_protocol),
    GET("/api/v1/uploads", UPLOADER, PATIENT, get_uploads),
    TUS(OPTIONS, "/api/v1/uploads/{id}", ANYONE, QUICK, options_uploads),
    TUS(HEAD, "/api/v1/uploads/{id}", UPLOADER, PATIENT, head_upload),
    UPLOAD(PATCH, "/api/v1/uploads/{id}", patch_upload, &patch_sink, &tus_protocol),
    TUS(DELETE, "/api/v1/uploads/{id}", UPLOADER, PATIENT, delete_upload),

    /* watching */
    TOGETHER("/api/v1/watches", WATCHER, post_watches),
    GET("/api/v1/me/watches", MEMBER, PATIENT, get_my_watches),
    SAY(POST, "/api/v1/me/watches/repair", MEMBER, post_watches_repair),
    SAY(PUT, "/api/v1/videos/{id}/like", WRITER, put_like),
    SAY(DELETE, "/api/v1/videos/{id}/like", WRITER, delete_like),
    SAY(PUT, "/api/v1/videos/{id}/not-interested", WRITER, put_not_interested),
    SAY(DELETE, "/api/v1/videos/{id}/not-interested", WRITER, delete_not_interested),
    GET("/api/v1/me/likes", READER, PATIENT, get_my_likes),
    SAY(PUT, "/api/v1/videos/{id}/save", WRITER, put_save),
    SAY(DELETE, "/api/v1/videos/{id}/save", WRITER, delete_save),
    GET("/api/v1/me/saved", READER, PATIENT, get_my_saved),
    SAY(POST, "/api/v1/me/taste/reset", MEMBER, post_taste_reset),

    /* people, and what they say */
    GET("/api/v1/people/{handle}", GUEST, QUICK, get_person),
    GET("/api/v1/people/{handle}/videos", GUEST, QUICK, get_person_videos),
    GET("/api/v1/people/{handle}/followers", GUEST, QUICK, get_followers),
    GET("/api/v1/people/{handle}/following", GUEST, QUICK, get_following),
    SAY(PUT, "/api/v1/people/{handle}/follow", WRITER, put_follow),
    SAY(DELETE, "/api/v1/people/{handle}/follow", WRITER, delete_follow),
    SAY(PUT, "/api/v1/people/{handle}/mute", WRITER, put_mute),
    SAY(DELETE, "/api/v1/people/{handle}/mute", WRITER, delete_mute),
    GET("/api/v1/me/muted", MEMBER, PATIENT, get_my_muted),
    SAY(PUT, "/api/v1/people/{handle}/block", MEMBER, put_block),
    SAY(DELETE, "/api/v1/people/{handle}/block", MEMBER, delete_block),
    GET("/api/v1/me/blocked", MEMBER, PATIENT, get_my_blocked),
    PATCH("/api/v1/me/profile", MEMBER, patch_profile),
    GET("/api/v1/feed/following", READER, PATIENT, get_following_videos),
    GET("/api/v1/videos/{id}/comments", GUEST, QUICK, get_comments),
    POST("/api/v1/videos/{id}/comments", WRITER, post_comment),
    GET("/api/v1/comments/{id}/replies", GUEST, QUICK, get_replies),
    DELETE("/api/v1/comments/{id}", WRITER, delete_comment),
    SAY(PUT, "/api/v1/comments/{id}/like", WRITER, put_comment_like),
    SAY(DELETE, "/api/v1/comments/{id}/like", WRITER, delete_comment_like),
    GET("/api/v1/me/notifications", READER, PATIENT, get_my_notices),
    PUT("/api/v1/me/notifications/read", WRITER, put_notices_read),
    GET("/api/v1/me/events", MEMBER, PATIENT, get_my_events),
    /* the page "For You", and what its viewer says about it */
    GET("/api/v1/feed", GUEST, QUICK, get_feed),
    GET("/api/v1/me/feed", READER, PATIENT, get_my_feed),
    PUT("/api/v1/me/feed/order", WRITER, put_feed_order),
    PUT("/api/v1/me/feed/words", WRITER, put_feed_words),
    SAY(PUT, "/api/v1/people/{handle}/hide", WRITER, put_hide),
    SAY(DELETE, "/api/v1/people/{handle}/hide", WRITER, delete_hide),

    /* media */
    GET("/media/{id}.mp4", OUTSIDER, PLAIN, get_rendition),
    GET("/media/{id}.m4s", OUTSIDER, PLAIN, get_hls),
    GET("/media/{id}.jpg", OUTSIDER, PLAIN, get_picture),
    GET("/media/{id}.vtt", OUTSIDER, PLAIN, get_caption),

    /* the ledger, as custodiand wrote it */
    GET("/ledger/vkey", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/checkpoint", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/cosigned", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/tile/{name...}", ANYONE, QUICK, get_ledger_tile),

    /* other programs, in a person's name (OAuth 2.0) */
    GET("/oauth/authorize", ANYONE, QUICK, get_authorize),
    POST("/oauth/authorize", MEMBER, post_authorize),
    POST("/oauth/token", OUTSIDER, post_token),
    POST("/oauth/revoke", OUTSIDER, post_revoke),
    GET("/.well-known/oauth-authorization-server", OUTSIDER, QUICK, get_oauth_server),

    /* for other sites and readers */
    GET("/embed/{id}", ANYONE, QUICK, get_embed),
    GET("/oembed", ANYONE, QUICK, get_oembed),
    GET("/atom.xml", ANYONE, QUICK, get_atom),
    GET("/@{handle}/atom.xml", ANYONE, QUICK, get_person_atom),
    GET("/tag/{tag}/atom.xml", ANYONE, QUICK, get_tag_atom),

    /* the web app */
    GET("/api/v1/region", ANYONE, QUICK, get_region),
    GET("/api/v1/witnesses", ANYONE, QUICK, get_witnesses),
    GET("/api/v1/claims", ANYONE, QUICK, get_claims),
    GET("/claims", ANYONE, QUICK, get_claims_page),
    GET("/data-map.json", ANYONE, QUICK, get_data_map),
    GET("/data-map", ANYONE, QUICK, get_shell),
    GET("/ledger", ANYONE, QUICK, get_shell),
    GET("/", ANYONE, QUICK, get_shell),
    GET("/search", ANYONE, QUICK, get_shell),
    GET("/v/{id}", ANYONE, QUICK, get_video_page),
    GET("/@{handle}", ANYONE, QUICK, get_person_page),
    GET("/tag/{tag}", ANYONE, QUICK, get_tag_page),
    GET("/me", ANYONE, QUICK, get_shell),
    GET("/me/reports", ANYONE, QUICK, get_shell),
    GET("/decisions/{id}", ANYONE, QUICK, get_shell),
    GET("/notice", ANYONE, QUICK, get_notice_page),
    LONG(POST, "/notice", ANYONE, post_notice_page),
    GET("/desk", ANYONE, QUICK, get_shell),
    GET("/desk/{id}", ANYONE, QUICK, get_shell),
    GET("/upload", ANYONE, QUICK, get_shell),
    GET("/settings", ANYONE, QUICK, get_shell),
    GET("/settings/data", ANYONE, QUICK, get_shell),
    GET("/settings/feed", ANYONE, QUICK, get_shell),
    GET("/settings/muted", ANYONE, QUICK, get_shell),
    GET("/settings/blocked", ANYONE, QUICK, get_shell),
    GET("/notifications", ANYONE, QUICK, get_shell),
    GET("/following", ANYONE, QUICK, get_shell),
    GET("/about", ANYONE, QUICK, get_shell),
    GET("/assets/{name...}", ANYONE, QUICK, get_asset),
    GET("/{name...}", ANYONE, QUICK, get_other),
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
