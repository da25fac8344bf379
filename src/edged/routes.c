#include "routes.h"

#include "base_limits.h"
#include "handlers.h"

/* No row, no access. Quick rows read; what waits for the disk or for a password hash is patient.
 * Plain ones are quick and need to know nothing of who asks. */
#define GET(path, who, lane, handler)                                                              \
    {                                                                                              \
        WEB_GET, path, WEB_##who, WEB_##lane, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL          \
    }
#define POST(path, who, handler)                                                                   \
    {                                                                                              \
        WEB_POST, path, WEB_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,     \
            NULL, NULL                                                                             \
    }
#define ACT(path, handler)                                                                         \
    {                                                                                              \
        WEB_POST, path, WEB_MEMBER, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL       \
    }
#define PUT(path, who, handler)                                                                    \
    {                                                                                              \
        WEB_PUT, path, WEB_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,      \
            NULL, NULL                                                                             \
    }
#define PATCH(path, who, handler)                                                                  \
    {                                                                                              \
        WEB_PATCH, path, WEB_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,    \
            NULL, NULL                                                                             \
    }
#define DELETE(path, who, handler)                                                                 \
    {                                                                                              \
        WEB_DELETE, path, WEB_##who, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL      \
    }
#define SAY(method, path, who, handler)                                                            \
    {                                                                                              \
        WEB_##method, path, WEB_##who, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL, NULL    \
    }
#define UPLOAD(method, path, handler, sink, protocol)                                              \
    {                                                                                              \
        WEB_##method, path, WEB_MEMBER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_UPLOAD_MIB *MIB,       \
            handler, sink, protocol, NULL                                                          \
    }
#define PICTURE(method, path, handler, sink)                                                       \
    {                                                                                              \
        WEB_##method, path, WEB_MEMBER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_PICTURE_MIB *MIB,      \
            handler, sink, NULL, NULL                                                              \
    }
#define CAPTIONS(method, path, handler, sink)                                                      \
    {                                                                                              \
        WEB_##method, path, WEB_MEMBER, WEB_PATIENT, WEB_BODY_STREAM, LIMIT_CAPTIONS, handler,     \
            sink, NULL, NULL                                                                       \
    }
#define TUS(method, path, who, lane, handler)                                                      \
    {                                                                                              \
        WEB_##method, path, WEB_##who, WEB_##lane, WEB_BODY_NONE, 0, handler, NULL, &tus_protocol, \
            NULL                                                                                   \
    }
#define SIGN(method, path, who, handler)                                                           \
    {                                                                                              \
        WEB_##method, path, WEB_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL, \
            NULL, sign_may                                                                         \
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
    GET("/api/v1/videos", ANYONE, QUICK, get_videos),
    GET("/api/v1/videos/{id}", ANYONE, QUICK, get_video),
    PATCH("/api/v1/videos/{id}", MEMBER, patch_video),
    DELETE("/api/v1/videos/{id}", MEMBER, delete_video),
    GET("/api/v1/videos/{id}/master.m3u8", ANYONE, QUICK, get_master_playlist),
    GET("/api/v1/videos/{id}/{number}.m3u8", ANYONE, QUICK, get_media_playlist),
    CAPTIONS(PUT, "/api/v1/videos/{id}/captions/{lang}", put_caption, &caption_sink),
    DELETE("/api/v1/videos/{id}/captions/{lang}", MEMBER, delete_caption),
    GET("/api/v1/me/videos", MEMBER, QUICK, get_my_videos),
    ACT("/api/v1/videos/{id}/retry", post_retry),
    UPLOAD(POST, "/api/v1/videos", post_video, &upload_sink, NULL),

    /* finding */
    GET("/api/v1/search", ANYONE, PATIENT, get_search),
    GET("/api/v1/hashtags/{tag}", ANYONE, QUICK, get_hashtag),
    GET("/api/v1/hashtags/{tag}/videos", ANYONE, QUICK, get_hashtag_videos),
    /* what the office decided */
    GET("/api/v1/decisions/{id}", ANYONE, QUICK, get_decision),
    GET("/api/v1/visibility", ANYONE, QUICK, get_visibility),
    GET("/api/v1/me/decisions", MEMBER, PATIENT, get_my_decisions),

    /* uploads that may be resumed */
    TUS(OPTIONS, "/api/v1/uploads", ANYONE, QUICK, options_uploads),
    UPLOAD(POST, "/api/v1/uploads", post_upload, &create_sink, &tus_protocol),
    GET("/api/v1/uploads", MEMBER, PATIENT, get_uploads),
    TUS(OPTIONS, "/api/v1/uploads/{id}", ANYONE, QUICK, options_uploads),
    TUS(HEAD, "/api/v1/uploads/{id}", MEMBER, PATIENT, head_upload),
    UPLOAD(PATCH, "/api/v1/uploads/{id}", patch_upload, &patch_sink, &tus_protocol),
    TUS(DELETE, "/api/v1/uploads/{id}", MEMBER, PATIENT, delete_upload),

    /* watching */
    POST("/api/v1/watches", ANYONE, post_watches),
    GET("/api/v1/me/watches", MEMBER, PATIENT, get_my_watches),
    SAY(POST, "/api/v1/me/watches/repair", MEMBER, post_watches_repair),
    SAY(PUT, "/api/v1/videos/{id}/like", MEMBER, put_like),
    SAY(DELETE, "/api/v1/videos/{id}/like", MEMBER, delete_like),
    SAY(PUT, "/api/v1/videos/{id}/not-interested", MEMBER, put_not_interested),
    SAY(DELETE, "/api/v1/videos/{id}/not-interested", MEMBER, delete_not_interested),
    GET("/api/v1/me/likes", MEMBER, PATIENT, get_my_likes),
    SAY(PUT, "/api/v1/videos/{id}/save", MEMBER, put_save),
    SAY(DELETE, "/api/v1/videos/{id}/save", MEMBER, delete_save),
    GET("/api/v1/me/saved", MEMBER, PATIENT, get_my_saved),
    SAY(POST, "/api/v1/me/taste/reset", MEMBER, post_taste_reset),

    /* people, and what they say */
    GET("/api/v1/people/{handle}", ANYONE, QUICK, get_person),
    GET("/api/v1/people/{handle}/videos", ANYONE, QUICK, get_person_videos),
    GET("/api/v1/people/{handle}/followers", ANYONE, QUICK, get_followers),
    GET("/api/v1/people/{handle}/following", ANYONE, QUICK, get_following),
    SAY(PUT, "/api/v1/people/{handle}/follow", MEMBER, put_follow),
    SAY(DELETE, "/api/v1/people/{handle}/follow", MEMBER, delete_follow),
    SAY(PUT, "/api/v1/people/{handle}/mute", MEMBER, put_mute),
    SAY(DELETE, "/api/v1/people/{handle}/mute", MEMBER, delete_mute),
    GET("/api/v1/me/muted", MEMBER, PATIENT, get_my_muted),
    SAY(PUT, "/api/v1/people/{handle}/block", MEMBER, put_block),
    SAY(DELETE, "/api/v1/people/{handle}/block", MEMBER, delete_block),
    GET("/api/v1/me/blocked", MEMBER, PATIENT, get_my_blocked),
    PATCH("/api/v1/me/profile", MEMBER, patch_profile),
    GET("/api/v1/feed/following", MEMBER, PATIENT, get_following_videos),
    GET("/api/v1/videos/{id}/comments", ANYONE, QUICK, get_comments),
    POST("/api/v1/videos/{id}/comments", MEMBER, post_comment),
    GET("/api/v1/comments/{id}/replies", ANYONE, QUICK, get_replies),
    DELETE("/api/v1/comments/{id}", MEMBER, delete_comment),
    SAY(PUT, "/api/v1/comments/{id}/like", MEMBER, put_comment_like),
    SAY(DELETE, "/api/v1/comments/{id}/like", MEMBER, delete_comment_like),
    GET("/api/v1/me/notifications", MEMBER, PATIENT, get_my_notices),
    PUT("/api/v1/me/notifications/read", MEMBER, put_notices_read),
    GET("/api/v1/me/events", MEMBER, PATIENT, get_my_events),
    /* the page "For You", and what its viewer says about it */
    GET("/api/v1/feed", ANYONE, QUICK, get_feed),
    GET("/api/v1/me/feed", MEMBER, PATIENT, get_my_feed),
    PUT("/api/v1/me/feed/order", MEMBER, put_feed_order),
    PUT("/api/v1/me/feed/words", MEMBER, put_feed_words),
    SAY(PUT, "/api/v1/people/{handle}/hide", MEMBER, put_hide),
    SAY(DELETE, "/api/v1/people/{handle}/hide", MEMBER, delete_hide),

    /* media */
    GET("/media/{id}.mp4", ANYONE, PLAIN, get_rendition),
    GET("/media/{id}.m4s", ANYONE, PLAIN, get_hls),
    GET("/media/{id}.jpg", ANYONE, PLAIN, get_picture),
    GET("/media/{id}.vtt", ANYONE, PLAIN, get_caption),

    /* the ledger, as custodiand wrote it */
    GET("/ledger/vkey", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/checkpoint", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/tile/{name...}", ANYONE, QUICK, get_ledger_tile),

    /* for other sites and readers */
    GET("/embed/{id}", ANYONE, QUICK, get_embed),
    GET("/oembed", ANYONE, QUICK, get_oembed),
    GET("/atom.xml", ANYONE, QUICK, get_atom),
    GET("/@{handle}/atom.xml", ANYONE, QUICK, get_person_atom),
    GET("/tag/{tag}/atom.xml", ANYONE, QUICK, get_tag_atom),

    /* the web app */
    GET("/api/v1/region", ANYONE, QUICK, get_region),
    GET("/data-map.json", ANYONE, QUICK, get_data_map),
    GET("/data-map", ANYONE, QUICK, get_shell),
    GET("/", ANYONE, QUICK, get_shell),
    GET("/search", ANYONE, QUICK, get_shell),
    GET("/v/{id}", ANYONE, QUICK, get_video_page),
    GET("/@{handle}", ANYONE, QUICK, get_person_page),
    GET("/tag/{tag}", ANYONE, QUICK, get_tag_page),
    GET("/me", ANYONE, QUICK, get_shell),
    GET("/upload", ANYONE, QUICK, get_shell),
    GET("/settings", ANYONE, QUICK, get_shell),
    GET("/settings/data", ANYONE, QUICK, get_shell),
    GET("/settings/feed", ANYONE, QUICK, get_shell),
    GET("/notifications", ANYONE, QUICK, get_shell),
    GET("/following", ANYONE, QUICK, get_shell),
    GET("/about", ANYONE, QUICK, get_shell),
    GET("/assets/{name...}", ANYONE, QUICK, get_asset),
    GET("/{name...}", ANYONE, QUICK, get_other),
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
