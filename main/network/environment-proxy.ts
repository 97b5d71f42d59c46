import type { VariableFlaw } from '../../shared/problem.ts';
import type { RouteReason } from '../../shared/status.ts';
import { bypassList } from '../../shared/bypass.ts';
import { unwrapped } from '../../shared/unwrapped.ts';
import type { Variables } from '../ports/system-script.ts';
import { ProblemError } from '../problem-error.ts';
import { bypassEntry, deadEntries } from './bypass.ts';
import { readProxyAddress } from './proxy-address.ts';
import type { Target, Way } from './route.ts';
import type { SystemProxy } from './system-proxy.ts';

/** A variable that is set, by the name under which it is. */
interface SetVariable {
  readonly variable: string;
  readonly value: string;
}

/** A variable that holds nothing but blanks and quotes is as good as unset. */
function setVariable(variables: Variables, name: string): SetVariable | null {
  const variable = [name, name.toUpperCase()].find((each) => unwrapped(variables[each] ?? '') !== '');
  return variable === undefined ? null : { variable, value: variables[variable] ?? '' };
}

/**
 * The variable that names the proxy for a target, as curl and Go read them: in both cases of spelling, the small one
 * first, the scheme's own before `all_proxy`. A websocket uses the variable of the HTTP scheme under it.
 */
function proxyVariable(
  variables: Variables,
  { isTls }: Target,
): (SetVariable & { readonly reason: RouteReason }) | null {
  // Of a CGI program HTTP_PROXY is a header of the request: its caller could choose the proxy (CVE-2016-5385).
  const { HTTP_PROXY: _, ...others } = variables;
  const trusted = variables['REQUEST_METHOD'] === undefined ? variables : others;
  const own = isTls ? 'https_proxy' : 'http_proxy';
  for (const reason of [own, 'all_proxy'] as const) {
    const found = setVariable(trusted, reason);
    if (found !== null) return { ...found, reason };
  }
  return null;
}

/** Whether a variable names a proxy for this target. */
export const hasProxyVariable = (variables: Variables, target: Target): boolean =>
  proxyVariable(variables, target) !== null;

/**
 * What the environment variables say of a target. Errors: `ProblemError` `route.undecided`, which names the variable
 * that can't be read; nothing may be dialled then, above all not the target itself.
 */
export function waysFromEnvironment(variables: Variables, target: Target): Way[] {
  const bypass = setVariable(variables, 'no_proxy');
  const entries = bypassList(bypass?.value ?? '');
  const entry = bypassEntry(target, entries, 'environment');
  const dead = deadEntries(entries).map(shownEntry);
  const remark = bypass === null || dead.length === 0 ? {} : { dead: { in: bypass.variable, entries: dead } };
  const way: Way =
    bypass !== null && entry !== null
      ? { kind: 'direct', reason: 'no_proxy', variable: bypass.variable, entry: shownEntry(entry) }
      : proxyWay(variables, target);
  return [{ ...way, ...remark }];
}

function proxyWay(variables: Variables, target: Target): Way {
  const found = proxyVariable(variables, target);
  if (found === null) return proxyless(variables);
  const { variable, value, reason } = found;
  const proxy = readProxyAddress(value);
  if (!proxy.ok) throw undecidedBy(variable, proxy.problem);
  return { kind: 'forwardProxy', proxy: proxy.value, reason, variable };
}

/** `auto_proxy` (Chromium) names a PAC script, which only the window can run. */
function proxyless(variables: Variables): Way {
  const script = setVariable(variables, 'auto_proxy');
  if (script !== null) throw undecidedBy(script.variable, 'windowOnly');
  return { kind: 'direct', reason: 'no proxy set' };
}

const undecidedBy = (variable: string, flaw: VariableFlaw): ProblemError =>
  new ProblemError({ kind: 'route.undecided', reason: 'variable', variable, flaw });

/** An entry may be an address with a login in it. */
const shownEntry = (entry: string): string => entry.replace(/^.*@/s, '…@');

/** What a terminal knows: `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`. */
export class EnvironmentSystemProxy implements SystemProxy {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  ways(target: Target): Promise<readonly Way[]> {
    return Promise.resolve(waysFromEnvironment(this.#variables, target));
  }
}
