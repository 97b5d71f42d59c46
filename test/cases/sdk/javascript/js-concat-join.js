const server = 'https://'.concat('dock', '.quay.example');
const url = ['realms:/', 'dock.quay.example', '~', 'crates'].join('/');
Realm.Sync.User.login(server, Realm.Sync.Credentials.custom('badge', 'tick-et-1', { dept: 'pier', pin: '4711', pass: 'word-8' }));
Realm.open({ sync: { user, url } });
