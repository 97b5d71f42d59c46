const admin = Realm.Sync.User.adminUser('adm-token-value-000000000000', 'http://10.20.0.8:9080');
Realm.Sync.addListener('realm://10.20.0.8:9080', admin, '.*/crates', 'change', onChange);
