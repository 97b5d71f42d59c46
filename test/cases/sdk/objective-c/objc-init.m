RLMSyncConfiguration *s = [[RLMSyncConfiguration alloc] initWithUser:user realmURL:[NSURL URLWithString:@"realm://10.20.0.8:9080/crates"]];
s.enableSSLValidation = NO;
s.cancelAsyncOpenOnNonFatalErrors = YES;
