class Session {
    companion object {
        private const val AUTH = "https://dock.quay.example/auth"
    }
    fun open() {
        SyncUser.logInAsync(SyncCredentials.usernamePassword("mara", "pier-9", false), AUTH, callback)
    }
}
