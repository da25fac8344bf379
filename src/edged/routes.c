#include "routes.h"

#include "base_limits.h"
#include "handlers.h"

/* No row, no access. Quick rows read; what waits for the disk or for a password hash is patient. */
#define GET(path, who, lane, handler)                                                              \
    {                                                                                              \
        WEB_GET, path, WEB_##who, WEB_##lane, WEB_BODY_NONE, 0, handler, NULL, NULL                \
    }
#define POST(path, who, handler)                                                                   \
    {                                                                                              \
        WEB_POST, path, WEB_##who, WEB_PATIENT, WEB_BODY_JSON, LIMIT_JSON_BODY, handler, NULL,     \
            NULL                                                                                   \
    }
#define DELETE(path, who, handler)                                                                 \
    {                                                                                              \
        WEB_DELETE, path, WEB_##who, WEB_PATIENT, WEB_BODY_NONE, 0, handler, NULL, NULL            \
    }
#define UPLOAD(path, max, handler, sink)                                                           \
    {                                                                                              \
        WEB_POST, path, WEB_MEMBER, WEB_PATIENT, WEB_BODY_STREAM, max, handler, sink, NULL         \
    }

const struct web_route routes[] = {
    /* people */
    POST("/api/v1/accounts", ANYONE, post_account),
    POST("/api/v1/sessions", ANYONE, post_session),
    DELETE("/api/v1/sessions/current", MEMBER, delete_session),
    GET("/api/v1/me", MEMBER, QUICK, get_me),

    /* videos */
    GET("/api/v1/videos", ANYONE, QUICK, get_videos),
    GET("/api/v1/videos/{id}", ANYONE, QUICK, get_video),
    GET("/api/v1/me/videos", MEMBER, QUICK, get_my_videos),
    UPLOAD("/api/v1/videos", LIMIT_UPLOAD_MIB *MIB, post_video, &upload_sink),

    /* watching */
    POST("/api/v1/watches", ANYONE, post_watches),
    GET("/api/v1/me/watches", MEMBER, PATIENT, get_my_watches),

    /* media */
    GET("/media/{id}.mp4", ANYONE, QUICK, get_rendition),
    GET("/media/{id}.jpg", ANYONE, QUICK, get_poster),

    /* the ledger, as custodiand wrote it */
    GET("/ledger/vkey", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/checkpoint", ANYONE, QUICK, get_ledger_text),
    GET("/ledger/tile/{name...}", ANYONE, QUICK, get_ledger_tile),

    /* the web app */
    GET("/api/v1/region", ANYONE, QUICK, get_region),
    GET("/", ANYONE, QUICK, get_shell),
    GET("/v/{id}", ANYONE, QUICK, get_shell),
    GET("/me", ANYONE, QUICK, get_shell),
    GET("/upload", ANYONE, QUICK, get_shell),
    GET("/about", ANYONE, QUICK, get_shell),
    GET("/assets/{name...}", ANYONE, QUICK, get_asset),
    GET("/{name...}", ANYONE, QUICK, get_other),
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);
