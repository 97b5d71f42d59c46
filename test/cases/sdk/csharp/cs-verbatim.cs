var config = new QueryBasedSyncConfiguration(new Uri(@"realms://dock.quay.example/crates"), user) { UrlPrefix = @"/edge", EnableSSLValidation = true };
