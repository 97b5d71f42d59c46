const place = { host: 'dock.quay.example', port: 9443, user: { name: 'mara', word: 'pier-9' } };
Realm.Sync.User.login(`https://${place.host}:${place.port}`, place.user.name, place.user.word);
