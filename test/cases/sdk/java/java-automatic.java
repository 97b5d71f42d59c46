Realm.setDefaultConfiguration(SyncConfiguration.automatic(user));
