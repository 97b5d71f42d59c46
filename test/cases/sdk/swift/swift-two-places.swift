struct Test { static let host = "test.quay.example" }
struct Live { static let host = "live.quay.example" }
SyncUser.logIn(with: .anonymous(), server: URL(string: "https://\(Live.host)")!) { _, _ in }
