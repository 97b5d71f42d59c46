let host = "dock.quay.example"
let port = 9443
let auth = String(format: "https://%@:%d", host, port)
SyncUser.logIn(with: SyncCredentials.anonymous(), server: URL(string: auth)!) { _, _ in }
