import { expect, test } from 'vitest';
import { FakeFileChooser } from '../fakes/file-chooser.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startApp } from './app.ts';
import { direct } from './demo-hops.ts';

/** An app with a profile that takes a JWT, and a person who may point at a file. */
async function withJwtProfile() {
  const fileChooser = new FakeFileChooser();
  const server = `http://${loopback}:${await freePort()}`;
  const file = direct(server, { credential: { kind: 'jwt' } });
  const causeway = await startApp(file, {}, undefined, undefined, { fileChooser });
  const { handlers } = causeway.app;
  const { id, local } = causeway.profile;
  const settle = (jwtFile: string | null) => handlers.setLocal({ id, local: { ...local, jwtFile } });
  return { causeway, handlers, fileChooser, id, server, file, local, settle };
}

const notChosen = {
  ok: false,
  problem: { kind: 'profile.invalid', issues: [{ field: 'jwtFile', rule: 'fileNotChosen' }] },
};

test('the path of a JWT’s file is one that the person pointed at for this profile (h4b)', async () => {
  const { causeway, handlers, fileChooser, id, server, file, local, settle } = await withJwtProfile();
  expect(await settle('/etc/hostname')).toEqual(notChosen);
  const again = { id, profile: file, secrets: {}, local: { ...local, jwtFile: '/etc/hostname' } };
  expect(await handlers.saveProfile(again)).toEqual(notChosen);
  expect(await handlers.saveProfile({ ...again, id: null })).toEqual(notChosen);
  expect(causeway.profile.local.jwtFile).toBeNull();

  fileChooser.path = '/run/jwt';
  expect(await handlers.chooseJwtFile({ id })).toEqual({ ok: true, value: '/run/jwt' });
  expect(fileChooser.asked).toEqual([server]);
  expect(await settle('/etc/hostname')).toEqual(notChosen);
  expect(await settle('/run/jwt')).toMatchObject({ ok: true });
  expect(await settle('/run/jwt'), 'what is settled stays settled').toMatchObject({ ok: true });
  expect(causeway.profile.local.jwtFile).toBe('/run/jwt');
});

test('a file that was pointed at for one profile is not another’s', async () => {
  const { handlers, fileChooser, id, file, local } = await withJwtProfile();
  const other = await handlers.saveProfile({ id: null, profile: { ...file, name: 'Other' }, secrets: {} });
  if (!other.ok) throw new Error(other.problem.kind);
  fileChooser.path = '/run/jwt';
  await handlers.chooseJwtFile({ id });
  const answer = await handlers.setLocal({ id: other.value, local: { ...local, jwtFile: '/run/jwt' } });
  expect(answer).toEqual(notChosen);
});

test('a certificate is trusted for a year at most', async () => {
  const { causeway, handlers, id } = await withJwtProfile();
  const day = 24 * 3_600_000;
  const pinFor = (days: number) => ({
    host: 'ros.example:443',
    fingerprint: Array(32).fill('AB').join(':'),
    until: Date.now() + days * day,
  });
  expect(await handlers.trustCertificate({ id, pin: pinFor(400) })).toEqual({
    ok: false,
    problem: { kind: 'profile.invalid', issues: [{ field: 'until', rule: 'trustTooLong' }] },
  });
  expect(causeway.profile.pins).toEqual([]);
  expect(await handlers.trustCertificate({ id, pin: pinFor(365) })).toMatchObject({ ok: true });
});
