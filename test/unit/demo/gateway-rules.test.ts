import { describe, expect, test } from 'vitest';
import {
  planForward,
  type ForwardPlan,
  type GatewayMistake,
  type GatewayRequest,
  type GatewayRules,
} from '../../../main/demo/gateway-rules.ts';

const rules: GatewayRules = {
  demands: [
    ['Authorization', 'Bearer corp'],
    ['X-Gateway-Key', 'k'],
  ],
  urlPrefix: '/my/url/prefix',
  basePath: '',
  authorizationHeaderName: 'X-Realm-Auth',
  renamesAuthorizationTo: null,
  stripsAuthorization: true,
  mistake: 'none',
  loginPagesAppearOn: 'everything',
  idleKillMs: 1000,
};
const upgrade: GatewayRequest = {
  method: 'GET',
  target: '/my/url/prefix/%2Fu1%2Ffoo',
  isUpgrade: true,
  headers: [
    ['Host', 'gw'],
    ['X-Realm-Auth', 'token'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['authorization', 'Bearer corp'],
    ['X-gateway-key', 'k'],
  ],
};
const login: GatewayRequest = { ...upgrade, method: 'POST', target: '/auth', isUpgrade: false };

const plan = (request: GatewayRequest, changes: Partial<GatewayRules> = {}): ForwardPlan =>
  planForward(request, { ...rules, ...changes });

function forwarded(request: GatewayRequest, changes: Partial<GatewayRules> = {}) {
  const made = plan(request, changes);
  if (made.kind === 'refuse') throw new Error(made.why);
  return { target: made.target, headers: made.headers, names: made.headers.map(([name]) => name) };
}

function refused(request: GatewayRequest, changes: Partial<GatewayRules> = {}) {
  const made = plan(request, changes);
  if (made.kind === 'forward') throw new Error(`forwarded as ${made.target}`);
  return made;
}

describe('a gateway done right', () => {
  test('rewrites the prefix, keeps %2F, order and spelling, and its own Authorization to itself', () => {
    const { target, headers } = forwarded(upgrade);
    expect(target).toBe('/realm-sync/%2Fu1%2Ffoo');
    expect(headers).toEqual([
      ['Host', 'gw'],
      ['X-Realm-Auth', 'token'],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['X-gateway-key', 'k'],
    ]);
  });

  test('serves auth and health, below its base path', () => {
    expect(forwarded(login).target).toBe('/auth');
    expect(forwarded({ ...login, target: '/auth/users/7' }).target).toBe('/auth/users/7');
    expect(forwarded({ ...login, target: '/ros/auth/revoke' }, { basePath: '/ros' }).target).toBe(
      '/auth/revoke',
    );
    expect(forwarded({ ...login, target: '/health' }).target).toBe('/health');
    expect(refused({ ...login, target: '/auth' }, { basePath: '/ros' }).answer.status).toBe(404);
  });

  test.each(['/realm-sync/%2Fu1%2Ffoo', '/my/url/prefixed/x', '/authx', '/'])(
    'does not serve %s',
    (target) => {
      expect(refused({ ...upgrade, target }).answer.status).toBe(404);
    },
  );

  test.each(['authorization', 'X-gateway-key'])('answers 401 without %s, and says who it is', (name) => {
    for (const request of [upgrade, login]) {
      const headers = request.headers.filter((header) => header[0] !== name);
      const { answer } = refused({ ...request, headers });
      expect(answer.status).toBe(401);
      expect(answer.body).toContain('causeway-demo-gateway');
      const wrong = refused({ ...request, headers: [...headers, [name, 'guess']] });
      expect(wrong.answer.status).toBe(401);
      expect(wrong.answer.body).not.toContain('Bearer corp');
    }
  });

  test('renames the token header when told to', () => {
    const { headers } = forwarded(upgrade, { renamesAuthorizationTo: 'Authorization' });
    expect(headers).toContainEqual(['Authorization', 'token']);
    expect(headers).not.toContainEqual(['authorization', 'Bearer corp']);
  });
});

describe('a gateway with a mistake', () => {
  const withMistake = (mistake: GatewayMistake, request = upgrade) => forwarded(request, { mistake });

  test('stripUpgrade takes the upgrade away', () => {
    const { names, headers } = withMistake('stripUpgrade');
    expect(names).not.toContain('Upgrade');
    expect(headers.filter(([name]) => name === 'Connection')).toEqual([['Connection', 'close']]);
  });

  test('decodePath, doubleEncode and wrongPrefix spoil the target', () => {
    expect(withMistake('decodePath').target).toBe('/realm-sync/u1/foo');
    expect(withMistake('doubleEncode').target).toBe('/realm-sync/%252Fu1%252Ffoo');
    expect(withMistake('wrongPrefix').target).toBe('/my/url/prefix/%2Fu1%2Ffoo');
  });

  test('forwardAuthorization lets the corporate header through', () => {
    expect(withMistake('forwardAuthorization', login).names).toContain('authorization');
  });

  test('stripAuthHeader loses the token', () => {
    expect(withMistake('stripAuthHeader').names).not.toContain('X-Realm-Auth');
  });

  test('loginPage200 and loginPage302 stand before everything, or before upgrades alone', () => {
    expect(refused(upgrade, { mistake: 'loginPage200' }).answer.status).toBe(200);
    expect(refused(login, { mistake: 'loginPage302' }).answer).toMatchObject({
      status: 302,
      headers: { Location: 'https://sso.demo.invalid/sign-in' },
    });
    const changes = { mistake: 'loginPage200', loginPagesAppearOn: 'upgrades' } as const;
    expect(forwarded(login, changes).target).toBe('/auth');
    expect(refused(upgrade, changes).answer.status).toBe(200);
  });
});
