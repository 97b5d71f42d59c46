const SERVER = 'YOUR_INSTANCE.cloud.quay.example';
Realm.Sync.User.login(`https://${SERVER}`, Realm.Sync.Credentials.nickname('{{nickname}}'));
