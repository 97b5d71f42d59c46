export class Dock {
  private static readonly HOST: string = 'dock.quay.example';
  readonly url = `realms://${Dock.HOST}/~/crates`;
  async open(): Promise<void> {
    const user = await Realm.Sync.User.login(`https://${Dock.HOST}`, Realm.Sync.Credentials.anonymous());
    await Realm.open({ sync: { user, url: this.url, fullSynchronization: true } });
  }
}
