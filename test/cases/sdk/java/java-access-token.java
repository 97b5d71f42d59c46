SyncCredentials c = SyncCredentials.accessToken(System.getenv("DOCK_ADMIN"), "admin", true);
SyncUser.logIn(c, "http://10.20.0.8:9080/auth");
