SyncUser.logIn(SyncCredentials.jwt(token), "${dock.auth.url}");
