const server = 'https://dock.quay.example:9443';
Realm.Sync.User.login(server, 'mara', 'pier-9').then((user) => Realm.open({ sync: { user, url: server.replace('http', 'realm') + '/~/crates', fullSynchronization: true } }));
