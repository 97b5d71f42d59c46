RLMSyncCredentials *c = [[RLMSyncCredentials alloc] initWithCustomToken:@"tick-et-1" provider:@"badge" userInfo:nil];
[RLMSyncUser logInWithCredentials:c authServerURL:[NSURL URLWithString:AUTH] onCompletion:done];
