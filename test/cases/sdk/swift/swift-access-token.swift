let admin = SyncCredentials.accessToken("adm-token-value-000000000000", identity: "admin")
SyncUser.logIn(with: admin, server: URL(string: "http://10.20.0.8:9080")!) { _, _ in }
