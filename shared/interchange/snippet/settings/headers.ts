import { sameHeader } from '../../../headers.ts';
import { looksSecret } from '../../../secrecy.ts';
import { placeholderIn } from '../../placeholders.ts';
import type { Lines, SnippetHeader } from '../reading.ts';
import type { Finding, HeaderFinding } from '../sdk/findings.ts';
import { said } from '../values/value.ts';
import { missingIn } from './missing.ts';
import type { Outcome } from './outcome.ts';

/** Each header once. `plainLines`: where the code says that a value is no secret. */
export function headersIn(
  findings: readonly Finding[],
  hosts: readonly string[],
  plainLines: readonly number[],
  outcome: Outcome,
): readonly SnippetHeader[] {
  const headers = findings.filter((finding) => finding.what === 'header');
  const named = headers.flatMap((finding) => {
    if (!outcome.isForUs(finding, hosts)) return [];
    const name = outcome.plainText(finding, finding.name);
    return name === null ? [] : [{ finding, name }];
  });
  const names = named.map(({ name }) => name);
  const first = names.filter((name, at) => names.findIndex((other) => sameHeader(other, name)) === at);
  return first.map((name) => {
    const ofIt = named.filter((each) => sameHeader(each.name, name)).map(({ finding }) => finding);
    return headerOf(name, ofIt, plainLines, outcome);
  });
}

function headerOf(
  name: string,
  findings: readonly HeaderFinding[],
  plainLines: readonly number[],
  outcome: Outcome,
): SnippetHeader {
  const [value] = findings.map((finding) => finding.value);
  if (value === undefined || new Set(findings.map((finding) => said(finding.value))).size > 1) {
    for (const finding of findings) outcome.refuse(finding, 'conflict', name);
    return { name, value: '', secret: true };
  }
  const text = value.kind === 'text' && placeholderIn(value.text) === null ? value.text : null;
  const isMarkedPlain = findings.every(({ lines }) => holdsAny(lines, plainLines));
  const secret = text === null || (looksSecret(name, text) && !isMarkedPlain);
  for (const finding of findings)
    outcome.take(finding, 'header', secret ? name : `${name}: ${text}`, [missingIn(value)]);
  return { name, value: text ?? '', secret };
}

const holdsAny = ({ first, last }: Lines, lines: readonly number[]): boolean =>
  lines.some((line) => line >= first && line <= last);
