SyncCredentials c = SyncCredentials.usernamePassword("mara", "pier-9", true);
SyncUser.logInAsync(c, "https://dock.quay.example/auth", this);
