const string host = "10.20.0.8";
var auth = string.Format("http://{0}:{1}", host, 9080);
var user = await User.LoginAsync(Credentials.JWT(token, "dock-idp"), new Uri(auth));
