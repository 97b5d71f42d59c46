const { User, Credentials } = Realm.Sync;
const user = await User.login('https://dock.quay.example', Credentials.usernamePassword('mara', 'pier-9', false));
const config = user.createConfiguration();
config.schema = [Crate];
