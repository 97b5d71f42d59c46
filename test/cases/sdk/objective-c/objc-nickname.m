RLMSyncCredentials *c = [RLMSyncCredentials credentialsWithNickname:@"mara" isAdmin:YES];
[RLMSyncUser logInWithCredentials:c authServerURL:[NSURL URLWithString:@"https://" @"dock.quay.example"] onCompletion:^(RLMSyncUser *user, NSError *error) {
    RLMRealmConfiguration *configuration = [user configuration];
}];
