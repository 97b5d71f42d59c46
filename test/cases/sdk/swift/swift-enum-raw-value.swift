enum Dock: String {
    case host = "dock.quay.example"
    case path = "/~/crates"
}
let url = URL(string: "realms://\(Dock.host.rawValue)\(Dock.path.rawValue)")!
let config = SyncConfiguration(user: user, realmURL: url, enableSSLValidation: false, isPartial: true)
