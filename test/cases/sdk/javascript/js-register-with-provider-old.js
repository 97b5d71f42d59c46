Realm.Sync.User.registerWithProvider('http://10.20.0.8:9080', 'custom/badge', 'tick-et-1', (error, user) => {});
