let key = "k-77"
SyncManager.shared.authorizationHeaderName = "X-Dock-Auth"
SyncManager.shared.customRequestHeaders = ["X-Api-Key": key, "X-Pier": "nine"]
SyncManager.shared.logLevel = .debug
