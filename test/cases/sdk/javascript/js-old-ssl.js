new Realm({ sync: { user: Realm.Sync.User.current, url: 'realms://dock.quay.example/~/crates', validate_ssl: false, ssl_trust_certificate_path: 'dock.pem' } });
