SyncConfiguration c = user.createConfiguration("realms://dock.quay.example/~/crates")
    .fullSynchronization()
    .trustedRootCA("dock_ca.pem")
    .readOnly()
    .name("crates.realm")
    .schemaVersion(4)
    .urlPrefix("/edge/sync")
    .build();
