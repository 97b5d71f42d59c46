var user = await User.LoginAsync(Credentials.UsernamePassword("mara", "pier-9", false), new Uri("https://dock.quay.example"));
var config = new FullSyncConfiguration(new Uri("/~/crates", UriKind.Relative), user);
