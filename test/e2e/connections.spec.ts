import { ROOT } from '../../scripts/setup/places.js';
import { runsAsRoot } from '../peers/folder.ts';
import { expect, test } from './causeway.ts';
import { executable, surroundings } from './surroundings.ts';
import { isLoopback, traced } from './traced.ts';

/** Not started by Playwright, which would switch off half of what the app has to switch off by itself. */

/** What is done without being asked is done in the first seconds: the dictionary was asked for after one. */
const idleMs = 6_000;

test('the list would show an attempt to reach anybody', async () => {
  // To loopback, so that the test itself leaves this computer alone; the list makes no difference there.
  const script = `
    const { connect } = require('node:net');
    const attempt = (host) => new Promise((done) => connect(9, host).on('connect', done).on('error', done));
    const send = () => new Promise((done) => require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.8', done));
    Promise.all([attempt('127.0.0.9'), attempt('::1'), send()]).then(() => process.exit());`;
  const { attempts } = await traced([process.execPath, '-e', script], process.env);
  expect(attempts).toContainEqual({ call: 'connect', address: '127.0.0.9', port: 9 });
  expect(attempts).toContainEqual({ call: 'connect', address: '::1', port: 9 });
  expect(attempts).toContainEqual({ call: 'sendmsg', address: '127.0.0.8', port: 9 });
});

test('the app, started and idle, talks to nobody outside', async ({ keyring, userData }) => {
  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const command = [await executable(), ROOT, ...sandbox, '--demo'];
  const isIdle = async (): Promise<boolean> => {
    const at = /"at":"([^"]+)".*"state":"online"/.exec(await userData.read('logs/causeway.log'))?.[1];
    return at !== undefined && Date.now() - Date.parse(at) > idleMs;
  };
  const { attempts } = await traced(command, surroundings(keyring, userData), isIdle);
  // The demo's own traffic shows that the list is alive: proxy, gateway and server, each on its port.
  expect(new Set(attempts.filter(isLoopback).map(({ port }) => port)).size).toBeGreaterThanOrEqual(3);
  expect(attempts.filter((attempt) => !isLoopback(attempt))).toEqual([]);
});
