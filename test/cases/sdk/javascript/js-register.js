Realm.Sync.User.register('http://10.20.0.8:9080', 'mara', 'pier-9', (error, user) => {});
