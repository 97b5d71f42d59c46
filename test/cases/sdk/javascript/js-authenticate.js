const user = await Realm.Sync.User.authenticate('http://10.20.0.8:9080', 'password', { username: 'mara', password: 'pier-9' });
