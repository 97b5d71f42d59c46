RealmConfiguration.DefaultConfiguration = new QueryBasedSyncConfiguration(user: user);
