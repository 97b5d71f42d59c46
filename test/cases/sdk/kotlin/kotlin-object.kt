object Dock {
    const val HOST = "dock.quay.example"
    const val PATH = "~/crates"
}
val config = user.createConfiguration("realms://${Dock.HOST}/${Dock.PATH}").fullSynchronization().disableSSLVerification().build()
