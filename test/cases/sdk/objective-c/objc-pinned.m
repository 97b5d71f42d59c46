#define AUTH_HEADER @"X-Dock-Auth"
[RLMSyncManager sharedManager].authorizationHeaderName = AUTH_HEADER;
[[RLMSyncManager sharedManager] setCustomRequestHeaders:@{@"X-Pier": @"nine"}];
[RLMSyncManager sharedManager].pinnedCertificatePaths = @{@"dock.quay.example": path};
