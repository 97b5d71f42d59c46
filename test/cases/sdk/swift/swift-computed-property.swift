struct Place {
    static let host = "dock.quay.example"
    static var auth: URL { return URL(string: "https://\(host)")! }
}
SyncUser.logIn(with: .nickname("mara"), server: Place.auth) { _, _ in }
