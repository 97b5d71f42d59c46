SyncUser.logIn(with: .jwt(idToken), server: URL(string: "https://dock.quay.example")!) { user, _ in
    let realm = try! Realm(configuration: SyncConfiguration.automatic())
}
