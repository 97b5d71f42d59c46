static class Dock
{
    public const string Host = "dock.quay.example";
    public static string Auth => $"https://{Host}:{Port}";
    public const int Port = 9443;
}
var user = await User.LoginAsync(Credentials.Nickname("mara", isAdmin: true), new Uri(Dock.Auth));
