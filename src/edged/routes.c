#include "routes.h"

#include "base_limits.h"
#include "handlers.h"

/* No row, no access. Quick rows read; what waits for the disk or for a password hash is patient. */
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
    GET("/api/v1/me/data", MEMBER, PATIENT, get_my_data),
    GET("/api/v1/me/passkeys", MEMBER, QUICK, get_passkeys),
    SIGN(POST, "/api/v1/me/passkeys/{id}/removal", MEMBER, post_passkey_removal),

    /* videos */
    GET("/api/v1/videos", ANYONE, QUICK, get_videos),
    GET("/api/v1/videos/{id}", ANYONE, QUICK, get_video),
    PATCH("/api/v1/videos/{id}", MEMBER, patch_video),
    DELETE("/api/v1/videos/{id}", MEMBER, delete_video),
    GET("/api/v1/videos/{id}/master.m3u8", ANYONE, QUICK, get_master_playlist),
    GET("/api/v1/videos/{id}/{number}.m3u8", ANYONE, QUICK, get_media_playlist),
    GET("/api/v1/me/videos", MEMBER, QUICK, get_my_videos),
    ACT("/api/v1/videos/{id}/retry", post_retry),
    UPLOAD(POST, "/api/v1/videos", post_video, &upload_sink, NULL),

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
    GET("/api/v1/me/likes", MEMBER, PATIENT, get_my_likes),
    SAY(POST, "/api/v1/me/taste/reset", MEMBER, post_taste_reset),

    /* media */
    GET("/media/{id}.mp4", ANYONE, QUICK, get_rendition),
    GET("/media/{id}.m4s", ANYONE, QUICK, get_hls),
    GET("/media/{id}.jpg", ANYONE, QUICK, get_picture),

    /* the ledger, as custodiand wrote it */
    GET("/ledger/vkey", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/checkpoint", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/tile/{name...}", ANYONE, QUICK, get_ledger_tile),

    /* the web app */
    GET("/api/v1/region", ANYONE, QUICK, get_region),
    GET("/data-map.json", ANYONE, QUICK, get_data_map),
    GET("/data-map", ANYONE, QUICK, get_shell),
    GET("/", ANYONE, QUICK, get_shell),
    GET("/v/{id}", ANYONE, QUICK, get_shell),
    GET("/me", ANYONE, QUICK, get_shell),
    GET("/upload", ANYONE, QUICK, get_shell),
    GET("/settings", ANYONE, QUICK, get_shell),
    GET("/following", ANYONE, QUICK, get_shell),
    GET("/@{handle}", ANYONE, QUICK, get_shell),
    GET("/tag/{tag}", ANYONE, QUICK, get_shell),
    GET("/about", ANYONE, QUICK, get_shell),
    GET("/assets/{name...}", ANYONE, QUICK, get_asset),
    GET("/{name...}", ANYONE, QUICK, get_other),
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
