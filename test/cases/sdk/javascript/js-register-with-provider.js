Realm.Sync.User.registerWithProvider('https://dock.quay.example', {
  provider: 'nickname',
  providerToken: 'mara',
  userInfo: { is_admin: true, shift: 'late' },
}).then(open)
