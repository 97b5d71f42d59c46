val host = "dock.quay.example"
val url = "realms://%s/~/crates".format(host)
val config = SyncConfiguration.Builder(user, url).partialRealm().build()
