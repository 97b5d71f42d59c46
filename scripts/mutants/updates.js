/** @typedef {import('./list.js').Mutant} Mutant */

/** @type {Readonly<Record<string, readonly Mutant[]>>} */
export const UPDATES = {
  'main/updates/signed-manifest.ts': [
    {
      find: "if (!verify(null, signedBytes(signed.body), key, signed.signature)) return failure({ kind: 'altered' });",
      replace: '',
      why: 'a manifest is believed for the name of its key',
    },
    {
      find: "if (key === undefined) return failure({ kind: 'foreignKey' });",
      replace: "if (key === undefined) return failure({ kind: 'altered' });",
      why: 'a foreign key is told as a change on the way',
    },
    {
      find: 'Buffer.concat([Buffer.from(`${title}\\n`), body])',
      replace: 'Buffer.from(body)',
      why: 'a signature over anything else of ours would do for a manifest',
    },
    {
      find: 'if (bytes.length > mostManifestBytes) return null;',
      replace: '',
      why: 'a manifest of any size is verified',
    },
    {
      find: 'all.subarray(end + 1)',
      replace: 'all.subarray(end)',
      why: 'the line feed counts as signed',
    },
  ],
  'main/updates/decision.ts': [
    {
      find: 'if (channel !== own.channel)',
      replace: "if (channel === 'beta' && own.channel !== 'beta' && version === '')",
      why: 'the manifest of another channel is followed',
    },
    {
      find: 'issuedAt < own.seenAt',
      replace: 'issuedAt <= own.seenAt',
      why: 'boundary: the newest manifest counts as a replay of itself',
    },
    {
      find: 'own.seenAt !== null && issuedAt',
      replace: 'own.seenAt === null && issuedAt',
      why: 'an old manifest is followed',
    },
    {
      find: 'issuedAt > now + clockToleranceMs',
      replace: 'issuedAt > now',
      why: 'a clock that is a little behind refuses every new manifest',
    },
    {
      find: 'expiresAt <= now',
      replace: 'expiresAt < now',
      why: 'boundary: believed for a millisecond more',
    },
    {
      find: "compareVersions(version, own.version) < 0 ? { kind: 'olderVersion', version } : null",
      replace: 'null',
      why: 'an older version is offered',
    },
    {
      find: 'compareVersions(version, own.version) === 0',
      replace: 'compareVersions(version, own.version) > 0',
      why: 'what is newer counts as what runs',
    },
    {
      find: '!isInRollout(id, version, rollout)',
      replace: 'isInRollout(id, version, rollout)',
      why: 'the wrong computers go first',
    },
    {
      find: '`${id}\\n${version}`',
      replace: 'id',
      why: 'the same computers go first each time',
    },
    {
      find: '`${id}\\n${version}`',
      replace: 'version',
      why: 'all computers are in the same place of a rollout',
    },
    {
      find: '< percent / 100',
      replace: '<= percent / 100',
      why: 'a rollout to all or none is one to all or none but one in four thousand million',
      equivalent: 'no id is known whose hash is exactly the share',
    },
  ],
  'main/updates/schedule.ts': [
    {
      find: 'lastAt === null || lastAt > now ? first',
      replace: 'lastAt === null ? first',
      why: 'a clock that was set back puts the next time off for years',
    },
    {
      find: 'Math.max(first, daily)',
      replace: 'daily',
      why: 'a feed that is due is asked at the start',
    },
    {
      find: 'Math.min(dueInMs(waiting), lookMs)',
      replace: 'dueInMs(waiting)',
      why: 'what a computer sleeps through counts as waiting',
    },
  ],
  'main/updates/way.ts': [
    {
      find: "profile.route.mode !== 'direct'",
      replace: "profile.route.mode !== 'system'",
      why: 'a server inside decides on the way out',
    },
    {
      find: '.size === 1',
      replace: '.size >= 1',
      why: 'the first profile decides for all',
    },
    {
      find: 'leaving.some(({ profile }) => profile.route.neverDirect)',
      replace: 'leaving.every(({ profile }) => profile.route.neverDirect)',
      why: 'one that never goes directly is overruled',
    },
    {
      find: "{ kind: 'profile', id: choice } : { kind: 'missing' }",
      replace: "{ kind: 'profile', id: choice } : { kind: 'system', neverDirect: false }",
      why: 'without the profile that was chosen some other way is taken',
    },
  ],
  'shared/update-version.ts': [
    {
      find: 'if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;',
      replace: '',
      why: 'numbers and words are compared as words',
    },
    {
      find: 'Math.sign(left.length - right.length)',
      replace: 'Math.sign(right.length - left.length)',
      why: 'the longer list of identifiers is the older one',
    },
    {
      find: 'Number(a === undefined) - Number(b === undefined)',
      replace: 'Number(b === undefined) - Number(a === undefined)',
      why: 'a beta counts as newer than its release',
    },
  ],
};
