SyncUser.logIn(with: .nickname("mara", isAdmin: false),
               server: URL(string: "https://dock.quay.example")!,
               timeout: 12) { _, _ in }
