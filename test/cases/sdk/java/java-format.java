public class Dock {
    private static final String HOST = "10.20.0.8";
    private static final int PORT = 9080;
    static final String AUTH = String.format("http://%s:%d/auth", HOST, PORT);
    void open() {
        SyncUser user = SyncUser.login(SyncCredentials.usernamePassword("mara", "pier-9", false), AUTH);
        SyncConfiguration c = new SyncConfiguration.Builder(user, "realm://" + HOST + ":" + PORT + "/~/crates").waitForInitialRemoteData().build();
    }
}
