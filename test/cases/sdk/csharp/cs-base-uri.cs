var root = new Uri("realms://dock.quay.example/");
var config = new FullSyncConfiguration(new Uri(root, "~/crates"), user);
SyncConfigurationBase.UserAgent = "Dock/1.0";
