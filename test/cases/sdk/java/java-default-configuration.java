SyncUser user = SyncUser.logIn(SyncCredentials.nickname("mara", true), Config.AUTH_URL);
SyncConfiguration c = user.getDefaultConfiguration();
class Config { static final String AUTH_URL = "https://dock.quay.example/auth"; }
