static NSString *const kHost = @"dock.quay.example:9443";
NSURL *url = [NSURL URLWithString:[NSString stringWithFormat:@"realms://%@/~/crates", kHost]];
RLMRealmConfiguration *c = [[RLMSyncUser currentUser] configurationWithURL:url fullSynchronization:YES enableSSLValidation:NO urlPrefix:@"/edge"];
