let credential = Credential.usernamePassword(username: "mara", password: "pier-9", actions: .createAccount)
SyncUser.authenticate(with: credential, server: URL(string: "http://10.20.0.8:9080")!) { user, error in
}
