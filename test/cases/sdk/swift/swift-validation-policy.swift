var sync = SyncUser.current!.configuration(realmURL: URL(string: "realms://dock.quay.example/crates"), fullSynchronization: true).syncConfiguration!
sync.serverValidationPolicy = .none
sync.urlPrefix = "/edge/sync"
sync.stopPolicy = .immediately
