Realm.open(Realm.automaticSyncConfiguration(user));
