export enum Dock { Host = 'dock.quay.example', Path = '/~/crates' }
const AUTH: string = `https://${Dock.Host}`;
Realm.Sync.User.login(AUTH, Realm.Sync.Credentials.jwt(process.env.JWT as string)).then((user) => user.createConfiguration({ sync: { url: 'realms://' + Dock.Host + Dock.Path } }));
