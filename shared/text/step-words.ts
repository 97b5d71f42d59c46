import { nextStepFor, placeOf } from '../problem-kinds.ts';
import type { EditableField, NextStep } from '../problem.ts';
import type { Problem } from '../problem.ts';
import type { Text } from './text.ts';

/** What the button is called that does a next step. */
export function stepWords({ ui }: Text, step: NextStep): string {
  const { problem } = ui;
  switch (step.do) {
    case 'signIn':
    case 'connect':
    case 'retry':
      return problem.actions[step.do];
    case 'openKeychain':
      return problem.actions.retry;
    case 'enterProxyPassword':
      return problem.enterPassword;
    case 'addCertificate':
      return problem.addCertificate;
    case 'edit':
      return problem.edit[wordOfField[step.field]];
  }
}

const wordOfField: Record<EditableField, keyof Text['ui']['problem']['edit']> = {
  name: 'profile',
  server: 'server',
  'credential.kind': 'credential',
  'credential.username': 'credential',
  realmPaths: 'realmPaths',
  'gateway.syncUrl': 'gateway',
  'gateway.authorizationHeaderName': 'gateway',
  'gateway.urlPrefix': 'gateway',
  'gateway.customRequestHeaders': 'headers',
  'route.proxyHeaders': 'headers',
  'route.mode': 'route',
  'route.proxy': 'route',
  'trust.ca': 'trust',
  'trust.clientCertificate': 'trust',
  'sync.protocolVersions': 'sync',
  'relay.port': 'relay',
};

/** What a session that goes on no further waits for or, where nobody here can do anything, who stops it. */
export function standstillWords({ ui }: Text, problem: Problem): string {
  const { waitsFor, blocked, blockedHere } = ui.session;
  const step = nextStepFor(problem);
  switch (step.do) {
    case 'signIn':
      return waitsFor.signIn;
    case 'enterProxyPassword':
      return waitsFor.proxyPassword;
    case 'addCertificate':
      return step.field === 'trust.ca' ? waitsFor.certificate : waitsFor.clientCertificate;
    case 'openKeychain':
      return waitsFor.keychain;
    case 'edit':
    case 'retry':
    case 'connect': {
      const place = placeOf(problem);
      return place === 'this computer' || place === 'profile' ? blockedHere : blocked(place);
    }
  }
}
