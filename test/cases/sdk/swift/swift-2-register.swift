SyncUser.logIn(with: .usernamePassword(username: "mara", password: "pier-9", register: true), server: URL(string: "http://10.20.0.8:9080")!) { _, _ in }
