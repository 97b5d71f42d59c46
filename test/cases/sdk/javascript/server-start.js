const server = new BasicServer();
server.start({
  dataPath: './data',
  address: '0.0.0.0',
  authorizationHeaderName: 'X-Dock-Auth',
});
