const host = process.env.DOCK_HOST;
Realm.Sync.User.login('https://' + host, process.env.DOCK_USER, process.env.DOCK_WORD);
