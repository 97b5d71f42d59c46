let url = URL(string: "realms://dock.quay.example/\(user.identity!)/crates")!
let config = SyncConfiguration(user: user, realmURL: url, isPartial: false)
