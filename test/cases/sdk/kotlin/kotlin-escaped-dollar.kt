SyncManager.addCustomRequestHeader("X-Price", "\$HOST")
val HOST = "unused"
SyncManager.setAuthorizationHeaderName("X-Dock-Auth")
