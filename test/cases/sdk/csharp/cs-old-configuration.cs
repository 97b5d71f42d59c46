var config = new SyncConfiguration(user, new Uri("realms://dock.quay.example/~/crates"))
{
    IsPartial = true,
    EnableSSLValidation = false,
    TrustedCAPath = "dock.pem",
    SchemaVersion = 7,
};
