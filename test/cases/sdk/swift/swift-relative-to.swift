let base = URL(string: "realms://dock.quay.example")!
let config = SyncConfiguration(user: user, realmURL: base.appendingPathComponent("~/crates"))
